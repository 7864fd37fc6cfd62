import { jest } from './test';

/** `npm run unit`: what needs no process but the shared Redis, no browser, and waits for no real time. */
export const run = (args: string[]): Promise<number> =>
  jest(['--selectProjects', 'unit', 'miniprogram', ...args]);
