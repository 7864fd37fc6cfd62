import { jest } from './test';

/** `npm run test:doors`: what installs packages of others, or needs programs in other languages. No part of `npm test`. */
export const run = (args: string[]): Promise<number> => jest(['--selectProjects', 'doors', ...args]);
