import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from the phone's own page. A page elsewhere that lets its name point at this machine sends that name as Host; one
 * that posts here from its own address sends that as Origin.
 */
export function isOwn({ headers }: IncomingMessage, port: number): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}
