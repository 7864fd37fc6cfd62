export { checks } from './checks';
export { examine } from './examine';
export type { Check, Finding, Mark, Verdict } from './finding';
export { bad, ok, unknown } from './finding';
export { lineOf, type Style, summaryOf } from './print';
export { type DoctorProgram, doctor } from './program';
