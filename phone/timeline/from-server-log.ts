import { type SigningStatus, signingStatuses } from '@contract-kit/shared';
import type { NewEntry } from './entry';

/** One line of the server's log: JSON, with its secrets left out. */
interface LogLine extends Record<string, unknown> {
  time: string;
  level: string;
  msg?: string;
  event?: string;
}

/**
 * What the server alone can tell: facts, events for the merchant, its warnings and errors. Its requests and notifications give nothing, as
 * those on the other side tell more of them; neither does a line that is not the log's.
 */
export function fromServerLog(line: string): NewEntry | undefined {
  const log = parse(line);
  if (log === undefined) return undefined;
  // Of a trouble, `event` says which one.
  const { time, level, msg = '', pid: _, outContractCode: code, ...rest } = log;
  const about = { at: Date.parse(time), ...(typeof code === 'string' && { outContractCode: code }) };
  if (log.event === 'fact') return factIn(about, rest);
  if (log.event === 'merchant-event') return merchantEventIn(about, rest);
  const isWarning = level === 'warn';
  if (!isWarning && level !== 'error' && level !== 'fatal') return undefined;
  const { zh, ...detail } = rest;
  const reason = reasonIn(rest);
  return {
    ...about,
    kind: 'trouble',
    from: 'server',
    level: isWarning ? 'warn' : 'error',
    text: reason === undefined ? msg : `${msg}: ${reason}`,
    ...(typeof zh === 'string' && { zh: reason === undefined ? zh : `${zh}：${reason}` }),
    ...detailOf(detail),
  };
}

type About = Pick<NewEntry, 'at' | 'outContractCode'>;
type Rest = Record<string, unknown>;

function factIn(about: About, { event: _, fact, status, ...rest }: Rest): NewEntry | undefined {
  if (typeof fact !== 'string' || !isStatus(status)) return undefined;
  return { ...about, kind: 'fact', fact, status, ...detailOf(rest) };
}

function merchantEventIn(about: About, { event: _, name, outcome, ...rest }: Rest): NewEntry | undefined {
  if (name !== 'signed' && name !== 'terminated') return undefined;
  return { ...about, kind: 'merchantEvent', name, outcome: String(outcome), ...detailOf(rest) };
}

/** Why, in words: that of an error, or one that was written beside the message. */
function reasonIn({ err, reason }: Rest): string | undefined {
  if (typeof reason === 'string') return reason;
  const message = typeof err === 'object' && err !== null && 'message' in err ? err.message : undefined;
  return typeof message === 'string' ? message : undefined;
}

function detailOf(rest: Rest): { detail?: Rest } {
  return Object.keys(rest).length > 0 ? { detail: rest } : {};
}

function isStatus(value: unknown): value is SigningStatus {
  return signingStatuses.some((status) => status === value);
}

function parse(line: string): LogLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { time, level } = value as Partial<LogLine>;
  const isOurs = typeof level === 'string' && typeof time === 'string' && !Number.isNaN(Date.parse(time));
  return isOurs ? (value as LogLine) : undefined;
}
