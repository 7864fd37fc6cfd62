export type { ComponentMessage } from './components';
export { absentGlobals } from './globals';
export { createLogicLayer, type LogicLayer, type ViewEvent } from './logic-layer';
export {
  type ApiCategory,
  type DeviceInfo,
  defaultDevice,
  type EnterOptions,
  type LogicLayerOptions,
  type PackageFiles,
} from './options';
export type * from './ports';
export { type State, suspendAfterMs } from './run-state';
export { applySetData } from './set-data';
