import { type ObservedEntry, signingStatuses } from '@contract-kit/shared';
import type { NewEntry } from './entry';
import { field } from './field';

type Of<Kind extends ObservedEntry['kind']> = Extract<ObservedEntry, { kind: Kind }>;

/**
 * What the merchant's server tells of itself. Its notifications, and its calls that went well, give nothing, as WeChat's side tells more of them.
 * @param said what came through a process's IPC channel: what is no entry gives nothing
 */
export function fromObserved(said: unknown): NewEntry | undefined {
  const entry = said as ObservedEntry;
  if (typeof field(entry, 'at') !== 'number') return undefined;
  switch (entry.kind) {
    case 'request':
      return request(entry);
    case 'call':
      return call(entry);
    case 'fact':
      return fact(entry);
    case 'event':
      return event(entry);
    case 'print':
      return print(entry);
    case 'trouble':
      return trouble(entry);
    default:
      return undefined;
  }
}

function about({ at, outContractCode }: ObservedEntry) {
  return { at, ...(outContractCode !== undefined && { outContractCode }) };
}

/** Its mini-program may tell of the same request, with both bodies: see `withoutEchoes`. */
function request(entry: Of<'request'>): NewEntry | undefined {
  const { requestId, method, path, status, ms, problem } = entry;
  if (path.startsWith('/notifications/')) return undefined;
  return {
    ...about(entry),
    kind: 'request',
    // The service API is for the merchant's own back end.
    from: path.startsWith('/service/') ? 'merchant' : 'miniprogram',
    to: 'server',
    requestId,
    isEcho: true,
    name: `${method} ${path}`,
    status,
    ms,
    ...(problem !== undefined && { problem }),
    detail: { requestId },
  };
}

function call(entry: Of<'call'>): NewEntry | undefined {
  if (entry.outcome === 'ok') return undefined;
  const { kind: _, at: _at, outContractCode: _code, ...detail } = entry;
  const text = `${entry.operation}: ${entry.reason ?? entry.outcome}`;
  return { ...about(entry), kind: 'trouble', from: 'server', level: 'warn', text, detail };
}

function fact(entry: Of<'fact'>): NewEntry | undefined {
  const { fact: name, status, rule, version, facts } = entry;
  if (!signingStatuses.includes(status)) return undefined;
  return { ...about(entry), kind: 'fact', fact: name, status, rule, detail: { version, facts } };
}

function event(entry: Of<'event'>): NewEntry {
  const { name, eventId, attempt, attempts, outcome, late, ms, nextAt, error, event: given } = entry;
  return {
    ...about(entry),
    kind: 'merchantEvent',
    name,
    eventId,
    outcome,
    attempt,
    attempts,
    ms,
    ...(late && { late }),
    ...(nextAt !== undefined && { nextAt }),
    ...(error && { error }),
    detail: given,
  };
}

function print(entry: Of<'print'>): NewEntry {
  const { stream, text, eventId, attempt } = entry;
  return {
    ...about(entry),
    kind: 'print',
    stream,
    text,
    ...(eventId !== undefined && { eventId }),
    ...(attempt !== undefined && { attempt }),
    // A row has room for one short line.
    ...(/\n|.{60}/.test(text) && { detail: text }),
  };
}

function trouble(entry: Of<'trouble'>): NewEntry {
  const { level, text, zh, fields } = entry;
  const reason = reasonIn(fields);
  const isDetailed = Object.keys(fields).length > 0;
  return {
    ...about(entry),
    kind: 'trouble',
    from: 'server',
    level,
    text: reason === undefined ? text : `${text}: ${reason}`,
    ...(zh !== undefined && { zh: reason === undefined ? zh : `${zh}：${reason}` }),
    ...(isDetailed && { detail: fields }),
  };
}

/** Why, in words: that of an error, or one that was written beside the message. */
function reasonIn({ err, reason }: Record<string, unknown>): string | undefined {
  if (typeof reason === 'string') return reason;
  const message = field(err, 'message');
  return typeof message === 'string' ? message : undefined;
}
