import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { backoffMs, withJitter } from '../backoff';
import { decodeJson } from '../upstream/decode';
import type { Headers } from '../upstream/exchange';
import { createOnce } from '../upstream/once';
import type { Verify } from './attempt';
import { isInDate, openCertificates, type PlatformCertificate } from './certificates';
import { meansNoCertificates } from './operations';
import type { Timing } from './timing';
import { WechatPayError } from './types';
import { SignatureError, type VerificationKey, verificationKey, verifySignature } from './verify';

/** WeChat Pay's keys by serial: its public key, if configured, and its platform certificates. */
export interface Keys {
  isReady(): boolean;
  /** Why calls are not made while there is no key: what the last fetch was refused with, if it was. */
  whyNotReady(): WechatPayError;
  /** The serial that requests name, so that WeChat Pay signs its answer with that key. */
  preferredSerial(): string | undefined;
  find(serial: string): Promise<VerificationKey | undefined>;
  /** Resolves once a first fetch has ended, well or not; then goes on fetching from time to time. */
  start(): Promise<void>;
  stop(): void;
}

export interface KeysOptions {
  publicKey?: { id: string; key: KeyObject };
  apiV3Key: KeyObject;
  /**
   * Gets `/v3/certificates`, and hands every answer to `accept`, which throws when it is not to be believed. Resolves to
   * `none`, if there is a public key, when WeChat Pay has none. Rejects with `WechatPayError`.
   */
  fetch(accept: Verify): Promise<'fetched' | 'none'>;
  timing: Timing;
  now: () => number;
  log: Logger;
}

/** How long an unknown serial does not cause another fetch, so that a flood of them cannot become ours. */
const FETCH_INTERVAL = 60_000;
const MAX_RETRY_DELAY_UNREADY = 60_000;
const MAX_RETRY_DELAY_REFUSED = 10 * 60_000;
const MAX_RETRY_DELAY = 60 * 60 * 1000;

export function createKeys({ publicKey, apiV3Key, fetch, timing, now, log }: KeysOptions): Keys {
  const configured = publicKey && { id: publicKey.id, ...verificationKey(publicKey.key) };
  const once = createOnce();
  let certificates: PlatformCertificate[] = [];
  let fetching: Promise<boolean> | undefined;
  let lastFetch: { at: number; succeeded: boolean } | undefined;
  let failures = 0;
  let refusal: WechatPayError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const trusted = () => certificates.filter((certificate) => isInDate(certificate, now()));
  const isReady = () => configured !== undefined || trusted().length > 0;
  const lookUp = (serial: string): VerificationKey | undefined =>
    serial === configured?.id ? configured : trusted().find((certificate) => certificate.serial === serial);

  /**
   * Believes an answer only whole: every certificate in it opens with the APIv3 key, and the answer itself is signed
   * with the key that it names, which is one that we trust already or one of these.
   */
  async function accept(headers: Headers, body: Buffer, status: number): Promise<void> {
    // No fetching for this one: it is what we are doing.
    if (status >= 400) return verifySignature(headers, body, lookUp, now());
    const opened = openCertificates(decodeJson(body), apiV3Key, now());
    const find = (serial: string) => lookUp(serial) ?? opened.find((opened) => opened.serial === serial);
    await verifySignature(headers, body, find, now());
    certificates = opened;
  }

  /** Fetches, once at a time; whether that succeeded. */
  function refresh(): Promise<boolean> {
    fetching ??= fetchOnce().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  async function fetchOnce(): Promise<boolean> {
    clearTimeout(timer);
    const at = now();
    const error = await fetch(accept).then(fetched, failed);
    const succeeded = error === undefined;
    const refused = error?.kind === 'refused' ? error : undefined;
    // A refusal after failures of the network, or the other way round, is a new matter.
    failures = succeeded ? 0 : Boolean(refused) === Boolean(refusal) ? failures + 1 : 1;
    refusal = refused;
    lastFetch = { at, succeeded };
    if (!stopped) timer = setTimeout(refresh, nextDelay(error)).unref();
    return succeeded;
  }

  function fetched(found: 'fetched' | 'none'): undefined {
    once.gone('no certificates');
    if (found === 'none' && once.isNews('none')) {
      log.info(
        'WeChat Pay has no platform certificates for this merchant number; what it signs is verified with its public key',
      );
    }
  }

  function failed(error: WechatPayError): WechatPayError {
    // Closed in its midst: nothing failed, and nothing is tried again.
    if (stopped) return error;
    const { kind, details } = error;
    const about = { reason: error.message, ready: isReady() };
    if (kind === 'refused' && !configured && meansNoCertificates(details.httpStatus, details.code)) {
      if (once.isNews('no certificates'))
        log.error(about, `no platform certificates; ${WITHOUT_CERTIFICATES}`);
    } else if (kind !== 'clock_wrong' && details.httpStatus !== 401) {
      const otherwise = configured ? '' : `; if it goes on: ${WITHOUT_CERTIFICATES}`;
      log.warn(about, `fetching the platform certificates failed; trying again later${otherwise}`);
    }
    return error;
  }

  function nextDelay(error: WechatPayError | undefined): number {
    if (!error) return withJitter(timing.certificatesRefresh);
    const slowest = refusal ? MAX_RETRY_DELAY_REFUSED : MAX_RETRY_DELAY_UNREADY;
    const limit = isReady() ? MAX_RETRY_DELAY : slowest;
    const first = refusal ? timing.certificatesRetryRefused : timing.certificatesRetry;
    return Math.max(
      backoffMs(failures, first, limit),
      Math.min(limit, 1000 * (error.details.retryAfterSeconds ?? 0)),
    );
  }

  async function find(serial: string): Promise<VerificationKey | undefined> {
    const known = lookUp(serial);
    if (known === undefined && serial.startsWith('PUB_KEY_ID_')) tellUnknownPublicKey(serial);
    // Only certificates have hexadecimal serials; a public key comes by configuration and no other way.
    if (known !== undefined || !/^[0-9A-F]{8,64}$/.test(serial) || stopped) return known;
    const recently = lastFetch !== undefined && Math.abs(now() - lastFetch.at) < FETCH_INTERVAL;
    const fresh = recently && fetching === undefined ? lastFetch?.succeeded : await refresh();
    if (!fresh)
      throw new SignatureError('keys_unavailable', 'the platform certificates could not be fetched');
    return lookUp(serial);
  }

  /** Anybody can send a notification that names one. */
  function tellUnknownPublicKey(serial: string): void {
    once.gone('public key');
    if (!once.isNews('public key')) return;
    log.error(
      { serial },
      `what names this WeChat Pay public key cannot be verified; if it is yours, ${SET_PUBLIC_KEY}`,
    );
  }

  return {
    isReady,
    find,
    whyNotReady: () =>
      new WechatPayError(
        refusal?.kind ?? 'unavailable',
        `no key to verify an answer with: ${refusal?.message ?? 'the platform certificates have not been fetched'}`,
        refusal?.details,
      ),
    preferredSerial: () => configured?.id ?? newest(trusted())?.serial,
    async start() {
      await refresh();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const SET_PUBLIC_KEY =
  'set WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY (or WECHATPAY_PUBLIC_KEY_FILE): the merchant platform, ' +
  'pay.weixin.qq.com, shows both at 账户中心, API安全, 微信支付公钥';
const WITHOUT_CERTIFICATES = `a merchant number opened since November 2024 has none; ${SET_PUBLIC_KEY}`;

const newest = (certificates: PlatformCertificate[]) =>
  certificates.reduce<PlatformCertificate | undefined>(
    (best, next) => (best === undefined || next.notBefore > best.notBefore ? next : best),
    undefined,
  );
