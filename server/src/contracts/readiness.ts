import type { Services } from './services';

const WRITABLE_FOR_MS = 60_000;

/** Whether a server can do its work, and what it lacks. */
export interface Readiness {
  /** It has started and does not shut down, and has all that it needs. */
  ready: boolean;
  /** Redis can be written to. */
  redis: boolean;
  /** Redis holds what only a later version reads: that one has to be started. */
  storedByLaterVersion?: true;
  /** WeChat Pay's answers can be verified, and it has accepted us once. */
  wechatPay: boolean;
  /** What is wrong with WeChat Pay now. All servers meet it together, so it makes none of them unready. */
  wechatPayTrouble?: 'refused' | 'clock_wrong';
  starting: boolean;
  draining: boolean;
}

/** Looks whether the server can do its work; writes to Redis. */
export async function readiness({ store, wechatPay, stopping, isStarted }: Services): Promise<Readiness> {
  // A ping is no write: a read-only replica answers it, and a Redis that is full.
  const redis = await store.client.set(store.keys.writable, '1', 'PX', WRITABLE_FOR_MS).then(
    () => true,
    () => false,
  );
  const trouble = wechatPay.trouble();
  const storedByLaterVersion = store.signings.metNewerFormat();
  const parts = {
    redis,
    ...(storedByLaterVersion && { storedByLaterVersion }),
    wechatPay: wechatPay.isReady(),
    ...(trouble && { wechatPayTrouble: trouble }),
    starting: !isStarted(),
    draining: stopping.aborted,
  };
  const ready = redis && !storedByLaterVersion && parts.wechatPay && !parts.starting && !parts.draining;
  return { ready, ...parts };
}
