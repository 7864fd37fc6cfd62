export { patienceMs, waitFor } from '@contract-kit/server/testing';
