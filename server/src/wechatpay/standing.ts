import type { Logger } from 'pino';
import type { Headers } from '../upstream/exchange';
import { createOnce } from '../upstream/once';
import { type Clock, createClock } from './clock';
import type { Operation, Timing } from './timing';
import { type Failure, type Trouble, WechatPayError } from './types';
import { isSigned } from './verify';

/** What WeChat Pay's answers say of us as a whole, whatever the question was. */
export interface Standing {
  /** Hears of every answer, and of why it was not believed or was a refusal. */
  heard(operation: Operation, headers: Headers, failure?: Failure): void;
  /** Whether it has accepted anything of ours since the start. */
  hasAccepted(): boolean;
  trouble(): Trouble | undefined;
  pausedFor(): number;
  /** Before each call. Gives why it is not made; else, when a probe is due, this call is the probe. */
  refuse(): WechatPayError | undefined;
}

export interface StandingOptions {
  timing: Timing;
  now: () => number;
  log: Logger;
  onTrouble?: ((trouble: Trouble | undefined) => void) | undefined;
}

export function createStanding({ timing, now, log, onTrouble }: StandingOptions): Standing {
  const clock = createClock({ timing, now, log });
  const once = createOnce();
  let accepted = false;
  let unsigned = false;
  let known: Trouble | undefined;
  let probeAt = 0;

  const trouble = (): Trouble | undefined =>
    clock.wrongBy() === undefined ? (unsigned ? 'refused' : undefined) : 'clock_wrong';
  const pausedFor = () => (known === undefined ? 0 : Math.max(0, Math.ceil(probeAt - performance.now())));

  function heard(operation: Operation, headers: Headers, failure?: Failure): void {
    const error = failure?.error;
    const isRefusal = error?.kind === 'refused' && error.details.code !== undefined;
    // Else it may be a page of whatever stands between.
    if (isSigned(headers) || error?.details.code !== undefined) clock.heard(headers);
    if (isRefusal && isAboutSignature(error)) {
      unsigned = true;
    } else if (failure === undefined || isRefusal) {
      // WeChat Pay reads a request only when it is signed well.
      unsigned = false;
      accepted = true;
    }
    tell(operation, error);
    const found = trouble();
    if (found === known) return;
    if (known === undefined) probeAt = performance.now() + timing.probe;
    known = found;
    onTrouble?.(found);
  }

  /** Once: the next user's call would meet the same. */
  function tell(operation: Operation, error: WechatPayError | undefined): void {
    if (!unsigned) once.gone(SIGNATURE);
    if (error === undefined) once.gone(operation);
    if (error === undefined || !isPermanent(error)) return;
    if (!once.isNews(isAboutSignature(error) ? SIGNATURE : operation)) return;
    const { httpStatus, code: wechatpayCode, requestId } = error.details;
    log.error(
      { operation, httpStatus, wechatpayCode, requestId, reason: error.message },
      'WeChat Pay refuses, and will until this is mended',
    );
  }

  return {
    heard,
    hasAccepted: () => accepted,
    trouble,
    pausedFor,
    refuse() {
      const wait = pausedFor();
      if (known !== undefined && wait === 0) probeAt = performance.now() + timing.probe;
      return known === 'clock_wrong' && wait > 0 ? clockError(clock, wait) : undefined;
    },
  };
}

const SIGNATURE = 'signature';

const isAboutSignature = ({ details }: WechatPayError) =>
  details.httpStatus === 401 || details.code === 'SIGN_ERROR';

const isPermanent = (error: WechatPayError) =>
  error.kind === 'refused' &&
  error.details.code !== undefined &&
  (isAboutSignature(error) || error.details.code === 'NO_AUTH');

function clockError(clock: Clock, wait: number): WechatPayError {
  const seconds = clock.wrongBy() ?? 0;
  const direction = seconds > 0 ? 'ahead of' : 'behind';
  return new WechatPayError(
    'clock_wrong',
    `not asked: the clock of this machine is ${Math.abs(seconds)} s ${direction} WeChat Pay's; set it by NTP`,
    { retryAfterSeconds: Math.ceil(wait / 1000) },
  );
}
