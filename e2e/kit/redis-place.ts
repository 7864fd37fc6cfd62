import { redisUrl } from './world';

/** Where the Redis of the test run listens. */
export function redisPlace(): { port: number; host: string } {
  const { port, hostname: host } = new URL(redisUrl());
  return { port: Number(port) || 6379, host };
}

/** The address of what stands before it on this port. */
export function urlAt(port: number): string {
  const url = new URL(redisUrl());
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
}
