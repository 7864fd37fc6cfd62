/** What tests of other packages need beside the server itself. */
export { createEventJobs } from '../src/jobs/events';
export { checkRedis } from '../src/store/check-redis';
export { connectRedis } from '../src/store/connect';
export * from './redis-server';
export { waitFor } from './wait';
