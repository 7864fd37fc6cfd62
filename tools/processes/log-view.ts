import { dim, red, yellow } from '../bootstrap/terminal.mjs';

/** @type {Record<string, string>} how a status reads, as in shared */
export const statusTexts = {
  ready: '待签约',
  signing: '签约中',
  confirming: '确认中',
  signed: '已签约',
  not_signed: '未签约',
  expired: '已过期',
  terminated: '已解约',
};

/**
 * What a newcomer sees of a line of the server's log: what happened to a signing, warnings and errors. Everything
 * else stays in the log file.
 * @param {string} line
 * @returns {string | undefined}
 */
export function viewLogLine(line) {
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

/**
 * @param {string} line
 * @returns {string | undefined} the server's address, if this line says that it listens
 */
export function listeningUrl(line) {
  const entry = parse(line);
  return entry?.event === 'listening' ? entry.url : undefined;
}

/** @param {Record<string, any>} entry */
function tell({ event, fact, status, name, outcome }) {
  if (event === 'fact') return `${statusTexts[status] ?? status} ${dim(`${status} (${fact})`)}`;
  if (event === 'merchant-event') return `商户事件 ${dim(`merchant event ${name} ${outcome}`)}`;
  return undefined;
}

/**
 * @param {string} line
 * @returns {Record<string, any> | undefined}
 */
function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
