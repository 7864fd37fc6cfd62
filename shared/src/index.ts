export * from './api';
export * from './errors';
export * from './facts';
export * from './status';
export * from './status-names';
