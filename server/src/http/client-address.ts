import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import type { Logger } from 'pino';
import type { TrustProxy } from '../config/trust-proxy';

/** What proxies add. Whoever sends one without a proxy is not counted by address; that is the lesser harm: see below. */
const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-real-ip',
  'x-client-ip',
  'via',
  'cf-connecting-ip',
  'true-client-ip',
  'ali-cdn-real-ip',
];

/**
 * Finds the address that a request counts against. There is none when a proxy may stand between and it is not known which
 * to believe: a limit on the proxy's own address would lock out everybody at once.
 */
export function createClientAddress(trustProxy: TrustProxy | undefined, log: Logger) {
  let warned = false;
  const warn = (text: string): undefined => {
    if (!warned) log.warn({ event: 'client-address' }, text);
    warned = true;
    return undefined;
  };

  /** @returns an IPv4 address, or the /64 of an IPv6 one, which is what one household or machine has; `undefined`: not to be counted */
  return ({ headers, socket }: IncomingMessage): string | undefined => {
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (trustProxy === undefined && forwardingHeaders.some((name) => headers[name] !== undefined))
      return warn(
        'requests come through a proxy: failed logins are not limited by address until TRUST_PROXY says which proxies to believe',
      );
    const forwardedFor = [headers['x-forwarded-for'] ?? []].flat().join();
    if (forwardedFor === '' && trustProxy && isProxy(peer, trustProxy))
      return warn(
        'the proxy of TRUST_PROXY sends no X-Forwarded-For: failed logins are not limited by address until it does',
      );
    const hops = [
      ...forwardedFor
        .split(',')
        .filter((hop) => hop.trim() !== '')
        .map(plainAddress),
      peer,
    ];
    const client = trustProxy ? clientOf(hops, trustProxy) : peer;
    return client ? networkOf(client) : undefined;
  };
}

/** By their number alone a proxy looks like anybody else. */
function isProxy(address: string, trustProxy: TrustProxy): boolean {
  if ('hops' in trustProxy) return trustProxy.hops > 0;
  return address !== '' && trustProxy.addresses.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** @param hops from the caller to us; what cannot be read is empty */
function clientOf(hops: string[], trustProxy: TrustProxy): string | undefined {
  if ('hops' in trustProxy) return hops[Math.max(0, hops.length - 1 - trustProxy.hops)];
  return hops.findLast((address) => !isProxy(address, trustProxy));
}

/** Without the port, brackets and zone that some write, and IPv4 as itself; empty if it is no address. */
function plainAddress(written: string): string {
  const bare = written
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (isIP(bare) !== 6) return isIPv4(bare) ? bare : '';
  const groups = groupsOf(bare);
  if (groups.slice(0, 6).join() !== '0,0,0,0,0,ffff') return bare;
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((pair) => [pair >> 8, pair & 255])
    .join('.');
}

const networkOf = (address: string) =>
  isIPv4(address) ? address : `${groupsOf(address).slice(0, 4).join(':')}::/64`;

/** The eight groups of an IPv6 address, as a URL writes them: lower case, no leading zeros, no dots. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const missing = tail === undefined ? 0 : 8 - first!.length - last!.length;
  return [...first!, ...Array<string>(missing).fill('0'), ...last!];
}
