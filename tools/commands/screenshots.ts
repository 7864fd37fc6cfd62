import { runWithRedis } from '../redis/run-with-redis';

/**
 * Retakes the pictures of the README, from what the phone shows now.
 * @type {import('../bootstrap/commands.mjs').Command}
 */
export const run = (args) => runWithRedis('e2e/screenshots/main.ts', args);
