/** What tests of other packages need beside the server itself, and what the demo needs of it. */
export { loadRedisConfig } from '../src/config';
export { createEventJobs } from '../src/events/event-jobs';
export { checkRedis } from '../src/store/check-redis';
export { connectRedis } from '../src/store/connect';
export { contractEvent } from './contract-event';
export { freePort } from './free-port';
export { patienceMs, waitFor } from './wait';
