import { BlockList, isIP } from 'node:net';
import { text } from './problems';
import type { Checked } from './variable';

/** The proxies before the server: how many there are, none included, or where they are. */
export type TrustProxy = { hops: number } | { addresses: BlockList };

const MOST_HOPS = 10;

/** Never all of them: whoever is believed without a reason chooses the address that is counted. */
export const trustedProxies = (value: string): Checked<TrustProxy> => {
  if (/^\d+$/.test(value) && Number(value) <= MOST_HOPS) return { value: { hops: Number(value) } };
  const addresses = new BlockList();
  for (const entry of value.split(',')) {
    if (!add(addresses, entry.trim())) return { problem, fix };
  }
  return { value: { addresses } };
};

function add(list: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) {
    list.addAddress(address, family);
    return true;
  }
  const length = Number(prefix);
  if (!/^\d{1,3}$/.test(prefix) || length < 1 || length > (version === 4 ? 32 : 128)) return false;
  list.addSubnet(address, length, family);
  return true;
}

const problem = text(
  '不是代理的层数，也不是地址列表。',
  'It is neither a number of proxies nor a list of addresses.',
);
const fix = text(
  `请填服务器前面有几层代理（0 到 ${MOST_HOPS}，没有代理填 0），或用逗号隔开的代理 IP 或网段，例如 10.0.0.0/8,fd00::/8；不能填 true 或 0.0.0.0/0。`,
  `Give how many proxies are before the server (0 to ${MOST_HOPS}; 0 is none), or their addresses or networks, separated by commas, such as 10.0.0.0/8,fd00::/8; neither true nor 0.0.0.0/0.`,
);
