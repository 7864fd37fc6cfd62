import { runWithRedis } from '../run-with-redis.mjs';

/**
 * Retakes the pictures of the README, from what the phone shows now.
 * @type {import('../commands.mjs').Command}
 */
export const run = (args) => runWithRedis('e2e/screenshots/main.ts', args);
