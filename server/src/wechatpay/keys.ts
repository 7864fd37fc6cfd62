import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { isInDate, openCertificates, type PlatformCertificate } from './certificates';
import { decodeJson } from './decode';
import { type Timing, withJitter } from './timing';
import {
  type Headers,
  SignatureError,
  type VerificationKey,
  verificationKey,
  verifySignature,
} from './verify';

/** WeChat Pay's keys by serial: its public key, if configured, and its platform certificates. */
export interface Keys {
  isReady(): boolean;
  /** The serial that requests name, so that WeChat Pay signs its answer with that key. */
  preferredSerial(): string | undefined;
  find(serial: string): Promise<VerificationKey | undefined>;
  /** Resolves once a key is trusted or a first fetch has failed; then goes on fetching from time to time. */
  start(): Promise<void>;
  stop(): void;
}

export interface KeysOptions {
  publicKey?: { id: string; key: KeyObject };
  apiV3Key: KeyObject;
  /** Gets `/v3/certificates`, and hands every answer to `accept`, which throws when it is not to be believed. */
  fetch(accept: (headers: Headers, body: Buffer) => Promise<void>): Promise<void>;
  timing: Timing;
  now: () => number;
  log: Logger;
}

/** How long an unknown serial does not cause another fetch, so that a flood of them cannot become ours. */
const FETCH_INTERVAL = 60_000;
const MAX_RETRY_DELAY_UNREADY = 60_000;
const MAX_RETRY_DELAY = 60 * 60 * 1000;

export function createKeys({ publicKey, apiV3Key, fetch, timing, now, log }: KeysOptions): Keys {
  const configured = publicKey && { id: publicKey.id, ...verificationKey(publicKey.key) };
  let certificates: PlatformCertificate[] = [];
  let fetching: Promise<boolean> | undefined;
  let lastFetch: { at: number; succeeded: boolean } | undefined;
  let failures = 0;
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
  async function accept(headers: Headers, body: Buffer): Promise<void> {
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
    const succeeded = await fetch(accept).then(
      () => true,
      (error: Error) => {
        log.warn(
          { reason: error.message, ready: isReady() },
          configured
            ? 'no platform certificates; answers and notifications signed with the public key can be verified'
            : 'fetching the platform certificates failed; trying again later',
        );
        return false;
      },
    );
    lastFetch = { at, succeeded };
    failures = succeeded ? 0 : failures + 1;
    if (!stopped) timer = setTimeout(refresh, nextDelay()).unref();
    return succeeded;
  }

  function nextDelay(): number {
    if (failures === 0) return withJitter(timing.certificatesRefresh);
    const limit = isReady() ? MAX_RETRY_DELAY : MAX_RETRY_DELAY_UNREADY;
    return withJitter(Math.min(limit, timing.certificatesRetry * 2 ** Math.min(failures - 1, 20)));
  }

  async function find(serial: string): Promise<VerificationKey | undefined> {
    const known = lookUp(serial);
    // Only certificates have hexadecimal serials; a public key comes by configuration and no other way.
    if (known !== undefined || !/^[0-9A-F]{8,64}$/.test(serial) || stopped) return known;
    const recently = lastFetch !== undefined && Math.abs(now() - lastFetch.at) < FETCH_INTERVAL;
    const fresh = recently && fetching === undefined ? lastFetch?.succeeded : await refresh();
    if (!fresh)
      throw new SignatureError('keys_unavailable', 'the platform certificates could not be fetched');
    return lookUp(serial);
  }

  return {
    isReady,
    find,
    preferredSerial: () => configured?.id ?? newest(trusted())?.serial,
    async start() {
      const first = refresh();
      if (configured === undefined) await first;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const newest = (certificates: PlatformCertificate[]) =>
  certificates.reduce<PlatformCertificate | undefined>(
    (best, next) => (best === undefined || next.notBefore > best.notBefore ? next : best),
    undefined,
  );
