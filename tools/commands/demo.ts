import { runWithRedis } from '../redis/run-with-redis';

/** Six signings from tap to merchant event. */
export const run = (args: string[]) => runWithRedis('e2e/demo/main.ts', args);
