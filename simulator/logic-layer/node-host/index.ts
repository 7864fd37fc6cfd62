export type { WxCall } from './call-log';
export type { Dialog } from './dialogs';
export { Phone, type PhoneOptions } from './phone';
export { readPackage } from './read-package';
export { type Binding, type ViewNode, visibleText } from './wxml/view-node';
