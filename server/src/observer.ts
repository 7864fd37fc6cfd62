import type { ObservedEntry } from '@contract-kit/shared';
import type { Logger } from 'pino';
import { hearTroubles } from './logging';
import { createMask } from './observer-mask';

/** Gets each entry as it comes. What it throws, and whether it ever resolves, changes nothing. */
export type Observe = (entry: ObservedEntry) => unknown;

export interface Observer {
  tell: Observe;
  /** Has values known, so that a mask finds them in texts that say them before an entry does. */
  learn(value: unknown): void;
  /** Nothing more is heard of the log. */
  end(): void;
}

/** What log lines say that entries of another kind say too. */
const alsoEntries = [
  'merchant event',
  'the merchant did not take an event',
  'called WeChat Pay',
  'called code2Session',
];

/**
 * Stands between a server and whoever observes it, and adds the warnings and errors of the log.
 * @param secrets what a mask has to find in texts; undefined: nothing is masked
 */
export function createObserver(observe: Observe, log: Logger, secrets: unknown): Observer {
  const mask = secrets === undefined ? undefined : createMask(secrets);
  let hasFailed = false;

  function failed(error: unknown): void {
    if (hasFailed) return;
    hasFailed = true;
    log.warn({ err: error }, 'the observer failed');
  }

  function tell(entry: ObservedEntry): void {
    try {
      const answer = observe(mask ? mask.apply(entry) : entry);
      if (answer instanceof Promise) answer.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  const end = hearTroubles(log, ({ level, text, zh, fields }) => {
    if (alsoEntries.some((begin) => text.startsWith(begin))) return;
    const { outContractCode, ...rest } = fields;
    tell({
      at: Date.now(),
      kind: 'trouble',
      level,
      text,
      ...(zh !== undefined && { zh }),
      ...(typeof outContractCode === 'string' && { outContractCode }),
      fields: rest,
    });
  });

  return { tell, learn: (value) => mask?.learn(value), end };
}
