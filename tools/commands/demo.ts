import { runWithRedis } from '../redis/run-with-redis';

/**
 * Six signings from tap to merchant event.
 * @type {import('../bootstrap/commands.mjs').Command}
 */
export const run = (args) => runWithRedis('e2e/demo/main.ts', args);
