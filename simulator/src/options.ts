import { join, resolve } from 'node:path';
import { defaultSettings, type Settings } from './settings';

/** A sub-merchant that may use the product, and the one app and service it may name. */
export interface SimulatedMerchant {
  subMchid: string;
  subAppid: string;
  subAppSecret: string;
  serviceId: number;
  /** What the signing page calls the service. Default: 示例服务. */
  serviceName?: string;
}

/** The settings, too, may be given: they are then what a reset goes back to. */
export interface SimulatorOptions extends Partial<Settings> {
  /** 0 (the default) takes a free port. */
  port?: number;
  /** Folder that has the keys in a folder `keys`. Default: `.simulator` in the current folder. */
  dir?: string;
  /** Folder of the keys themselves, made on first start and kept; git ignores it. Default: `keys` in `dir`. */
  keysDir?: string;
  /** Whether login codes that the simulator did not issue log in too, all as one user. Default: false. */
  foreignCodes?: boolean;
  /** The service provider's merchant number. */
  mchid?: string;
  /** What the signing page calls the service provider: it shows its logo and name, never the sub-merchant's. Default: 示例服务商. */
  providerName?: string;
  /** The service provider's own app. */
  spAppid?: string;
  spAppSecret?: string;
  /** Who may use the product: anything else gets 403 NO_AUTH. The first one is the one that `config` names. */
  merchants?: SimulatedMerchant[];
  /** Simulated seconds in a real second. Default: 1. */
  timeScale?: number;
  /** Gets one line for each request and each attempt to notify. Default: nobody does. */
  log?: (line: string) => void;
}

export type ResolvedOptions = Required<SimulatorOptions>;

const defaultMerchants: SimulatedMerchant[] = [
  {
    subMchid: '1900000109',
    subAppid: 'wxd678efh567hg6787',
    subAppSecret: 'simulated0000000000000000000sub1',
    serviceId: 12535,
  },
  {
    subMchid: '1900000110',
    subAppid: 'wxd678efh567hg6788',
    subAppSecret: 'simulated0000000000000000000sub2',
    serviceId: 12536,
  },
];

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const dir = resolve(options.dir ?? '.simulator');
  const resolved: ResolvedOptions = {
    port: 0,
    keysDir: join(dir, 'keys'),
    foreignCodes: false,
    mchid: '1900000100',
    providerName: '示例服务商',
    spAppid: 'wx8888888888888888',
    spAppSecret: 'simulated00000000000000000000sp1',
    merchants: defaultMerchants,
    timeScale: 1,
    log: () => {},
    ...defaultSettings,
    ...options,
    dir,
  };
  const { port } = resolved;
  // Of a text Node would make a socket in the file system.
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(
      'createSimulator：port 应为 0 到 65535 的整数（不是字符串）。port is a whole number from 0 to 65535, not a string.',
    );
  if (resolved.merchants.length === 0)
    throw new Error(
      'createSimulator：merchants 至少要有一个子商户，不写就用默认的两个。`merchants` must name at least one; without it there are two.',
    );
  return resolved;
}
