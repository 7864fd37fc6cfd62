import { type Options, type Reply, taskApi } from '../api-call';
import type { Core } from '../core';
import type { NetworkOutcome, NetworkRequest } from '../ports';
import { bodyOf, headerOf, methods, urlWithData } from './request-body';
import { answerOf } from './response';

/** https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html */
const defaultTimeoutMs = 60_000;
const maximumAtOnce = 10;

interface Pending {
  request: NetworkRequest;
  options: Options;
  reply: Reply;
  timer: unknown;
  sent: boolean;
}

/** `wx.request`: at most ten at once, the others wait their turn; none survives the suspension. */
export function createRequest(core: Core) {
  const { clock, network } = core.ports;
  const pending = new Map<number, Pending>();
  let lastId = 0;

  function settle(id: number, outcome: NetworkOutcome): void {
    const entry = pending.get(id);
    if (!entry) return;
    pending.delete(id);
    clock.clearTimeout(entry.timer);
    if (entry.sent && 'failure' in outcome) network.abort(id);
    entry.reply(answerOf(core, entry.options, outcome));
    sendNext();
  }

  function sendNext(): void {
    const entries = [...pending.values()];
    let free = maximumAtOnce - entries.filter(({ sent }) => sent).length;
    for (const entry of entries.filter(({ sent }) => !sent)) {
      if (free-- <= 0) break;
      entry.sent = true;
      const { id } = entry.request;
      const timeout =
        Number(entry.options.timeout) || core.config.networkTimeout?.request || defaultTimeoutMs;
      entry.timer = clock.setTimeout(() => settle(id, { failure: 'timeout' }), timeout);
      network.send(entry.request, (outcome) => settle(id, outcome));
    }
  }

  const request = taskApi(core, 'request', (options, reply) => {
    const id = ++lastId;
    const abort = () => settle(id, { failure: 'abort' });
    const task = { abort, onHeadersReceived: () => {}, offHeadersReceived: () => {} };
    const refusal = refusalOf(core, options);
    if (refusal) {
      reply({ fail: refusal });
      return task;
    }
    const method = String(options.method ?? 'GET').toUpperCase();
    const header = headerOf(core, options);
    const body = bodyOf(method, header, options.data);
    const url = urlWithData(method, String(options.url), options.data);
    const message: NetworkRequest = { id, url, method, header, ...(body && { body }) };
    pending.set(id, { request: message, options, reply, timer: undefined, sent: false });
    sendNext();
    return task;
  });

  return {
    request,
    /** The app is suspended: what has not finished fails, which the app hears when it resumes; no code runs that could start another. */
    interruptAll(): void {
      for (const id of [...pending.keys()]) settle(id, { failure: 'interrupted' });
    },
    /** The app is gone: connections end and nobody hears of it. */
    dropAll(): void {
      for (const [id, { timer, sent }] of pending) {
        clock.clearTimeout(timer);
        if (sent) network.abort(id);
      }
      pending.clear();
    },
  };
}

function refusalOf(core: Core, { url, method }: Options): string | undefined {
  if (typeof url !== 'string') return 'parameter error: parameter.url should be String';
  const origin = /^(https?:\/\/[^/?#]+)/i.exec(url)?.[1]?.toLowerCase();
  if (origin === undefined) return `invalid url "${url}"`;
  const given = String(method ?? 'GET').toUpperCase();
  if (!methods.includes(given)) return `invalid method "${given}"`;
  const domains = core.options.requestDomains;
  const listed = domains?.some((domain) => domain.toLowerCase() === origin) ?? true;
  return listed ? undefined : 'url not in domain list';
}
