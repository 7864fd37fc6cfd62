import { redis } from './global-setup.mjs';

export default async function teardown() {
  await redis?.close();
}
