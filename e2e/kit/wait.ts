export { waitFor } from '@contract-kit/server/test/wait';
