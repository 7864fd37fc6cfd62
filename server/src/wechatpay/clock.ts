import type { Logger } from 'pino';
import type { Headers } from '../upstream/exchange';
import type { Timing } from './timing';

/** What WeChat Pay's answers say about the clock of this machine. */
export interface Clock {
  heard(headers: Headers): void;
  /** While it is wrong: by how many seconds it is ahead of WeChat Pay's; negative when behind. */
  wrongBy(): number | undefined;
}

/** In seconds. Beyond this WeChat Pay refuses our requests, and we its answers. */
export const WRONG_CLOCK_SECONDS = 300;
export const SUSPICIOUS_CLOCK_SECONDS = 120;
/** One answer may have been held up on its way, or be of a host whose own clock is wrong. */
const ANSWERS = 3;
const WARN_AGAIN_AFTER_MS = 60 * 60_000;

/**
 * Wrong is a clock that is more than 300 s off in three answers in a row, over 30 s or more; one answer that is not so
 * far off mends it.
 */
export function createClock({ timing, now, log }: { timing: Timing; now: () => number; log: Logger }): Clock {
  let off: { since: number; answers: number } | undefined;
  let wrongBy: number | undefined;
  let warnedAt = Number.NEGATIVE_INFINITY;

  return {
    wrongBy: () => wrongBy,
    heard(headers) {
      const ahead = secondsAhead(headers, now());
      if (ahead === undefined) return;
      if (Math.abs(ahead) <= WRONG_CLOCK_SECONDS) {
        if (wrongBy !== undefined) log.info({ ahead }, 'the clock of this machine is right again');
        off = wrongBy = undefined;
      } else {
        off ??= { since: performance.now(), answers: 0 };
        off.answers++;
        if (off.answers >= ANSWERS && performance.now() - off.since >= timing.clockWrongAfter) {
          if (wrongBy === undefined) {
            log.error(
              { ahead },
              'the clock of this machine is wrong; WeChat Pay is not asked until it is right: set it by NTP',
            );
          }
          wrongBy = ahead;
        }
      }
      const isDue = performance.now() - warnedAt >= WARN_AGAIN_AFTER_MS;
      if (Math.abs(ahead) > SUSPICIOUS_CLOCK_SECONDS && wrongBy === undefined && isDue) {
        warnedAt = performance.now();
        log.warn(
          { ahead },
          "the clock of this machine differs from WeChat Pay's; over 300 s nobody can sign or end a contract, and no notification is taken: set it by NTP",
        );
      }
    },
  };
}

/**
 * By how many seconds our clock is ahead of what an answer says, going by whichever of its two times is nearer to ours.
 * `Wechatpay-Timestamp` is the one that is signed, but the refusals that a wrong clock causes may come without it; every
 * answer has a `Date`, which TLS vouches for, unless a proxy that ends TLS wrote it. So one of them alone, too old or
 * from a proxy with a wrong clock, stops nothing.
 */
export function secondsAhead(headers: Headers, now: number): number | undefined {
  const { date, 'wechatpay-timestamp': timestamp } = headers;
  const times = [
    typeof date === 'string' ? Date.parse(date) : Number.NaN,
    typeof timestamp === 'string' && /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN,
  ];
  return times
    .filter((time) => !Number.isNaN(time))
    .map((time) => Math.round((now - time) / 1000))
    .sort((one, other) => Math.abs(one) - Math.abs(other))[0];
}
