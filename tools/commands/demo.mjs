import { runWithRedis } from '../run-with-redis.mjs';

/**
 * Six signings from tap to merchant event.
 * @type {import('../commands.mjs').Command}
 */
export const run = (args) => runWithRedis('e2e/demo/main.ts', args);
