import { runWithRedis } from '../redis/run-with-redis';

/** Retakes the pictures of the README, from what the phone shows now. */
export const run = (args: string[]) => runWithRedis('e2e/screenshots/main.ts', args);
