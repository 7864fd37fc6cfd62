import type { LogEntry } from '../runtime/ports';
import type { NewEntry } from './entry';
import { field, textField } from './field';
import { type FinishedCall, requestEntry } from './from-request';

/** Calls of `wx` that show on the timeline, once their result is known. */
const toldCalls = ['navigateToMiniProgram', 'navigateBackMiniProgram', 'login', 'showModal'];
/** Those of them that show when they are made, too: what happens in between is elsewhere. */
const toldAtOnce = ['navigateToMiniProgram'];

/**
 * Makes the story of one mini-program: given everything that it asks of `wx`, in order, it tells what belongs on the timeline. Login codes
 * and tokens are left out.
 * @param app its name, for people
 */
export function createMiniProgramStory(app: string): (entry: LogEntry) => NewEntry | undefined {
  const calls = new Map<number, Extract<LogEntry, { type: 'call' }>>();
  /** By the id that a jump is made with: the contract it is about. */
  const codeOfSession = new Map<string, string>();

  function contractOf(params: unknown): { outContractCode?: string } {
    const session = textField(field(params, 'extraData'), 'pre_entrustweb_id');
    const outContractCode = session && codeOfSession.get(session);
    return outContractCode ? { outContractCode } : {};
  }

  function told(at: number, name: string, what: string, params: unknown, detail: object): NewEntry {
    return {
      kind: 'miniprogram',
      app,
      at,
      what,
      ...contractOf(params),
      ...(name !== 'login' && { detail }),
    };
  }

  function called(call: Extract<LogEntry, { type: 'call' }>): NewEntry | undefined {
    const { id, at, name, params } = call;
    if (name !== 'request' && !toldCalls.includes(name)) return undefined;
    // A cold start counts from the beginning: an older call of this id has no result.
    calls.set(id, call);
    return toldAtOnce.includes(name) ? told(at, name, name, params, { params }) : undefined;
  }

  function finished({ id, at, errMsg, result }: Extract<LogEntry, { type: 'result' }>): NewEntry | undefined {
    const call = calls.get(id);
    calls.delete(id);
    if (call === undefined) return undefined;
    const { name, params } = call;
    if (name === 'request') return requested({ at: call.at, params, ms: at - call.at, errMsg, result });
    const what = errMsg === `${name}:ok` && !toldAtOnce.includes(name) ? name : errMsg;
    return told(at, name, what, params, { params, result });
  }

  function requested(call: FinishedCall): NewEntry {
    const entry = requestEntry(call);
    const launch = field(field(call.result, 'data'), 'launch');
    const session = textField(field(launch, 'extraData'), 'pre_entrustweb_id');
    if (session && entry.outContractCode) codeOfSession.set(session, entry.outContractCode);
    return entry;
  }

  return (entry) => {
    switch (entry.type) {
      case 'call':
        return called(entry);
      case 'result':
        return finished(entry);
      case 'error': {
        const { at, message: text, stack: detail } = entry;
        return { kind: 'trouble', from: 'miniprogram', level: 'error', at, text, detail };
      }
      default:
        return undefined;
    }
  };
}
