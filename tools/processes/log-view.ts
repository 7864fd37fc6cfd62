import { statusTexts } from '@contract-kit/shared';
import { dim, red, yellow } from '../bootstrap/terminal.mjs';

const statusNames: Record<string, string> = statusTexts['zh-CN'];

/** A line of the server's log: what is read of it here. */
interface LogEntry {
  level: string;
  time?: string;
  event?: string;
  msg?: string;
  zh?: string;
  outContractCode?: string;
  err?: { message?: string };
  reason?: string;
  url?: string;
  fact?: string;
  status?: string;
  name?: string;
  outcome?: string;
}

/**
 * What a newcomer sees of a line of the server's log: what happened to a signing, warnings and errors. Everything
 * else stays in the log file.
 */
export function viewLogLine(line: string): string | undefined {
  const entry = parse(line);
  if (!entry) return undefined;
  const time = dim(new Date(entry.time ?? Date.now()).toTimeString().slice(0, 8));
  if (['warn', 'error', 'fatal'].includes(entry.level)) {
    const mark = entry.level === 'warn' ? yellow('!') : red('✗');
    return [time, mark, entry.zh, entry.msg, entry.outContractCode, entry.err?.message, entry.reason]
      .filter(Boolean)
      .join(' ');
  }
  const story = tell(entry);
  return story && `${time}   ${entry.outContractCode}  ${story}`;
}

/** Whether a line is of the server's log; others are what the merchant's code, or a library, writes to the console. */
export function isLogLine(line: string): boolean {
  const entry: (Partial<LogEntry> & { pid?: unknown }) | undefined = parse(line);
  return typeof entry?.level === 'string' && typeof entry.time === 'string' && typeof entry.pid === 'number';
}

/** @returns the server's address, if this line says that it listens */
export function listeningUrl(line: string): string | undefined {
  const entry = parse(line);
  return entry?.event === 'listening' ? entry.url : undefined;
}

function tell({ event, fact, status = '', name, outcome }: LogEntry) {
  if (event === 'fact') return `${statusNames[status] ?? status} ${dim(`${status} (${fact})`)}`;
  if (event === 'merchant-event') return `商户事件 ${dim(`merchant event ${name} ${outcome}`)}`;
  return undefined;
}

function parse(line: string): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
