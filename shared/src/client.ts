/** The part that the mini-program needs; its size counts against the package that merchants upload. */
export type * from './api';
export type { ErrorCode, Language } from './errors';
export { isFinal, type SigningStatus, statusTexts } from './status-names';
