export * from './facts';
export * from './status';
