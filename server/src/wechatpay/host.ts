import { Pool } from 'undici';
import { version } from '../../package.json';
import { MAX_ANSWER_SIZE } from '../upstream/exchange';
import type { Timing } from './timing';

/** One of WeChat Pay's hosts, and how it is spoken to. */
export interface Host {
  pool: Pool;
  /** The base URL's own path, without the slash at its end. */
  prefix: string;
  userAgent: string;
}

/** A WeChat Pay that hangs must not use up this machine's sockets; further calls wait, within their deadlines. */
const MAX_CONNECTIONS = 256;

/** Every official SDK names itself to WeChat Pay. */
const userAgent = `wechatpay-contract-kit/${version} (${process.platform}; ${process.arch}) Node/${process.versions.node}`;

/**
 * Opens nothing until it is used. The backup host is addressed as one, as WeChat Pay's own Java SDK does
 * (`OkHttpMultiDomainInterceptor`).
 */
export function createHost(url: string, timing: Timing, { isBackup = false } = {}): Host {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connect: { timeout: timing.connect },
    connections: MAX_CONNECTIONS,
    maxResponseSize: MAX_ANSWER_SIZE,
  });
  return {
    pool,
    prefix: pathname.replace(/\/$/, ''),
    userAgent: isBackup ? `${userAgent} (Retried-V1)` : userAgent,
  };
}
