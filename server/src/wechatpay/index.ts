import { createSecretKey } from 'node:crypto';
import type { Logger } from 'pino';
import type { WechatPayConfig } from '../config/config';
import type { Headers } from '../upstream/exchange';
import { createKeys } from './keys';
import { parseNotification } from './notification';
import * as operations from './operations';
import { createStanding } from './standing';
import { defaultTiming, type Timing } from './timing';
import { type CallReport, createTransport } from './transport';
import type { Trouble, WechatPay, WechatPayError } from './types';
import { verifySignature } from './verify';

export { SUSPICIOUS_CLOCK_SECONDS, secondsAhead, WRONG_CLOCK_SECONDS } from './clock';
export { isNoContractState, mayEndContract, readNoContract } from './no-contract';
export type { CallReport } from './transport';
export * from './types';
export { isSigned } from './verify';

export interface WechatPayOptions {
  log: Logger;
  /** Hears of every call, the fetching of platform certificates included. */
  onCall?: (report: CallReport) => void;
  /** Hears when a trouble comes, changes or goes. */
  onTrouble?: (trouble: Trouble | undefined) => void;
  /** Hears of each answer that came, and of why it was a refusal or was not believed. */
  onAnswer?: (headers: Headers, error: WechatPayError | undefined) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** For tests. */
  timing?: Partial<Omit<Timing, 'deadlines'>> & { deadlines?: Partial<Timing['deadlines']> };
}

/**
 * A client of WeChat Pay's APIv3. Requests are signed; answers and notifications are believed only when WeChat Pay has
 * signed them. Each call logs one line, without openids or session ids.
 */
export function createWechatPay(config: WechatPayConfig, options: WechatPayOptions): WechatPay {
  const { log, onCall, onTrouble, onAnswer, now = Date.now } = options;
  const apiV3Key = createSecretKey(config.apiV3Key);
  const timing: Timing = {
    ...defaultTiming,
    ...options.timing,
    deadlines: { ...defaultTiming.deadlines, ...options.timing?.deadlines },
  };
  const standing = createStanding({ timing, now, log, onTrouble });
  const keys = createKeys({
    ...(config.publicKey === undefined ? {} : { publicKey: config.publicKey }),
    apiV3Key,
    fetch: (accept) => ask(operations.certificates(accept, config.publicKey !== undefined)),
    timing,
    now,
    log,
  });
  const transport = createTransport({
    signer: config,
    baseUrl: config.baseUrl,
    backupUrl: config.backupUrl,
    verify: (headers, body) => verifySignature(headers, body, keys.find, now()),
    preferredSerial: keys.preferredSerial,
    heard(operation, headers, failure) {
      onAnswer?.(headers, failure?.error);
      standing.heard(operation, headers, failure);
    },
    timing,
    now,
    log,
    onCall,
  });

  const ask: typeof transport.call = async (operation, withinMs) => {
    const refused = standing.refuse();
    if (refused) throw refused;
    return transport.call(operation, withinMs);
  };
  const call: typeof transport.call = async (operation, withinMs) => {
    if (!keys.isReady()) throw keys.whyNotReady();
    return ask(operation, withinMs);
  };

  return {
    isReady: () => keys.isReady() && (standing.hasAccepted() || standing.trouble() === undefined),
    trouble: standing.trouble,
    pausedFor: standing.pausedFor,
    start: keys.start,
    async close() {
      keys.stop();
      await transport.close();
    },
    preEntrustSign: (request, withinMs) => call(operations.preEntrustSign(request), withinMs),
    queryContract: (contract, withinMs) =>
      call(operations.queryContract(contract, config.noContractCodes), withinMs),
    terminateContract: (contract) => call(operations.terminateContract(contract)),
    echo: (request) => call(operations.echo(request)),
    parseNotification: (headers, body) =>
      parseNotification(headers, body, { findKey: keys.find, apiV3Key, now }),
  };
}
