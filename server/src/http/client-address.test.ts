import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { trustedProxies } from '../config/trust-proxy';
import { createClientAddress } from './client-address';

/** What a request counts against, and what was warned of, for each request in turn. */
function addresses(
  trustProxy: string | undefined,
  ...requests: [from: string, headers?: Record<string, string>][]
) {
  const checked = trustProxy === undefined ? undefined : trustedProxies(trustProxy);
  if (checked && !('value' in checked)) throw new Error(`TRUST_PROXY ${trustProxy} is refused`);
  const warnings: string[] = [];
  const log = { warn: (_: object, text: string) => warnings.push(text) } as unknown as Logger;
  const addressOf = createClientAddress(checked?.value, log);
  const found = requests.map(([remoteAddress, headers = {}]) =>
    addressOf({ headers, socket: { remoteAddress } } as unknown as IncomingMessage),
  );
  return { found, warnings };
}

const xff = (value: string) => ({ 'x-forwarded-for': value });

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (from, counted) => {
  expect(addresses(undefined, [from])).toEqual({ found: [counted], warnings: [] });
});

describe('without TRUST_PROXY', () => {
  it.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via', 'cf-connecting-ip'])(
    'there is no address with %s, and one warning that says what to set',
    (name) => {
      const { found, warnings } = addresses(
        undefined,
        ['10.0.0.1', { [name]: '203.0.113.7' }],
        ['10.0.0.1', { [name]: '' }],
        ['10.0.0.1'],
      );
      expect(found).toEqual([undefined, undefined, '10.0.0.1']);
      expect(warnings).toEqual([expect.stringContaining('TRUST_PROXY')]);
    },
  );
});

describe('with TRUST_PROXY', () => {
  it.each<[trust: string, from: string, forwarded: string, counted: string | undefined]>([
    ['1', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    // What the caller wrote is never believed.
    ['1', '10.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['2', '10.0.0.1', '198.51.100.1, 203.0.113.7,10.0.0.2', '203.0.113.7'],
    ['2', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['0', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['10.0.0.0/8', '10.0.0.1', '198.51.100.1, 203.0.113.7, 10.9.9.9', '203.0.113.7'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['10.0.0.0/8', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['10.0.0.1, fd00::/8', 'fd00::2', '2001:db8::5, 10.0.0.1', '2001:db8:0:0::/64'],
    // All are ours: a monitor behind the proxies.
    ['10.0.0.0/8', '10.0.0.1', '10.0.0.9', undefined],
    ['1', '10.0.0.1', '203.0.113.7:51034', '203.0.113.7'],
    ['1', '10.0.0.1', '[2001:db8::5]:51034', '2001:db8:0:0::/64'],
    ['1', '10.0.0.1', 'unknown', undefined],
    ['10.0.0.0/8', '10.0.0.1', '203.0.113.7, unknown', undefined],
  ])('%s: from %s, forwarded for %s, counts as %s', (trust, from, forwarded, counted) => {
    expect(addresses(trust, [from, xff(forwarded)])).toEqual({ found: [counted], warnings: [] });
  });

  it('who comes past the proxies counts by their own address', () => {
    expect(addresses('10.0.0.0/8', ['203.0.113.7'], ['203.0.113.7', xff('198.51.100.1')])).toEqual({
      found: ['203.0.113.7', '203.0.113.7'],
      warnings: [],
    });
    expect(addresses('0', ['203.0.113.7']).found).toEqual(['203.0.113.7']);
  });

  // As nginx does without `proxy_set_header`: its own address is everybody's.
  it.each(['1', '10.0.0.1'])(
    '%s: a proxy that does not tell whose a request is is not counted, and warned of once',
    (trust) => {
      const { found, warnings } = addresses(
        trust,
        ['10.0.0.1'],
        ['10.0.0.1', { 'x-real-ip': '203.0.113.7' }],
      );
      expect(found).toEqual([undefined, undefined]);
      expect(warnings).toEqual([expect.stringContaining('X-Forwarded-For')]);
    },
  );
});
