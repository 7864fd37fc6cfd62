export { waitFor } from '@contract-kit/server/testing';
