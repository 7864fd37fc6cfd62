import type { Config } from '../../config';
import type { Problem } from '../../config/problems';
import type { RedisConnections } from '../../store/connect';
import type { createNotices } from '../../store/notices';
import type { NotificationReason, WechatPayError } from '../../wechatpay';
import type { Contact, ContactOptions } from './contact';
import type { Probe } from './probe';

export interface ContextOptions extends ContactOptions {
  env: Record<string, string | undefined>;
  /** Where variables came from besides the environment. */
  envFile?: string | undefined;
  /** How long the notification of the self-test may be on its way, in ms. */
  arriveWithinMs?: number;
  /** How long Redis may take until it can be used, in ms. */
  redisWithinMs?: number;
}

export interface Redis {
  config: Config['redis'];
  connections: RedisConnections;
  notices: ReturnType<typeof createNotices>;
}

/** What the checks look at. What several of them need is found out once, when the first one asks. */
export interface Context extends Required<Pick<ContextOptions, 'env' | 'arriveWithinMs'>> {
  envFile: string | undefined;
  /** Absent when there are problems with it. */
  config: Config | undefined;
  problems: Problem[];
  /** @throws StartError, ConfigError */
  redis(): Promise<Redis>;
  wechatPay(): Promise<Contact>;
  callBack(): Promise<Called>;
  /** Ends when nobody waits any longer. */
  signal: AbortSignal;
  close(): Promise<void>;
}

/** A context whose configuration holds. */
export type WithConfig = Context & { config: Config };

/** What became of WeChat Pay's own self-test, `/v3/security/echo` with its notification. */
export interface Called {
  /** Who answers at the notify URL, as seen from here. */
  probe: Probe;
  /** Absent: Redis could not be used, so that no server of ours could be known. */
  redis: Redis | undefined;
  /** Whether the doctor listened in the server's place. */
  listened: boolean;
  outcome:
    | { kind: 'arrived' }
    /** It came, and could not be verified or opened. */
    | { kind: 'refused'; reason: NotificationReason }
    | { kind: 'missing' }
    /** WeChat Pay did not take the request for it. */
    | { kind: 'not sent'; error: WechatPayError }
    /** WeChat Pay does not accept us. */
    | { kind: 'not asked' };
}
