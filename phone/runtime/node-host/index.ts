export type { WxCall } from './call-log';
export type { Dialog } from './dialogs';
export { Phone } from './phone';
export type { PhoneOptions } from './phone-options';
export { readPackage } from './read-package';
export { type Binding, type ViewNode, visibleText } from './wxml/view-node';
