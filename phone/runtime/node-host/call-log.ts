import type { LogEntry } from '../ports';

export interface WxCall {
  name: string;
  params: unknown;
  /** Milliseconds since 1970, by the phone's clock. */
  at: number;
  /** Undefined while there is no answer. */
  errMsg: string | undefined;
  /** Of an asynchronous call: what its success or fail is given, as far as it is JSON. */
  result: unknown;
}

/** What the app has done, over all its cold starts. */
export class CallLog {
  readonly calls: WxCall[] = [];
  /** Names of `wx` that were read and are not modelled. */
  readonly unknownNames = new Set<string>();
  readonly console: { level: string; text: string }[] = [];
  /** Exceptions and rejections that the app has not caught. */
  readonly errors: { message: string; stack: string }[] = [];
  #open = new Map<number, WxCall>();

  add(entry: LogEntry): void {
    if (entry.type === 'call') {
      const call: WxCall = {
        name: entry.name,
        params: entry.params,
        at: entry.at,
        errMsg: undefined,
        result: undefined,
      };
      this.calls.push(call);
      this.#open.set(entry.id, call);
    } else if (entry.type === 'result') {
      const call = this.#open.get(entry.id);
      if (call) Object.assign(call, { errMsg: entry.errMsg, result: entry.result });
    } else if (entry.type === 'unknown') this.unknownNames.add(entry.name);
    else if (entry.type === 'console') this.console.push({ level: entry.level, text: entry.text });
    else this.errors.push({ message: entry.message, stack: entry.stack });
  }

  /** A new cold start counts its calls from 0. */
  startAgain(): void {
    this.#open = new Map();
  }

  named(name: string): WxCall[] {
    return this.calls.filter((call) => call.name === name);
  }
}
