export * from './api';
export * from './errors';
export type * from './observed';
export * from './status-names';
