import { redis } from './global-setup';

export default async function teardown() {
  await redis?.close();
}
