/** What tests of other packages need beside the simulator itself. */
export { loadKeys } from '../keys';
export { resolveOptions } from '../options';
export { answerMessage, encrypt, sign } from '../signature';
export { startBench } from './start';
export { createTamperingProxy, type Forwarded } from './tampering-proxy';
