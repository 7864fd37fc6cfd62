export * from './answer';
export * from './facts';
export * from './status';
