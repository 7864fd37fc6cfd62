/** What tests of other packages look at inside the phone. */
export { WeappPackage } from './package/weapp-package';
export type { Line } from './runtime/conformance/lines';
export { buildAssets } from './server/assets';
export { viewDocument } from './server/documents';
export { builtIns } from './view/built-in';
export type { FromView, ToView } from './view/messages';
