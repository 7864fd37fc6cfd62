/** What can be made to fail, by the names of the control calls. */
export const operationNames = [
  'preEntrustSign',
  'queryContract',
  'terminateContract',
  'certificates',
  'echo',
  'jscode2session',
] as const;
export type OperationName = (typeof operationNames)[number];

export interface Fault {
  operation: OperationName;
  /** No answer, a broken connection, or an answer of one's choice. Absent: the real answer, changed as below. */
  kind?: 'timeout' | 'reset' | 'http' | undefined;
  /** Whether the operation's work is left undone (`before`, the default) or done and only its answer lost (`after`). */
  when?: 'before' | 'after' | undefined;
  /** For `http`. Default: 500, and 200 for jscode2session. */
  status?: number | undefined;
  /** For `http`: WeChat Pay's `code`, or WeChat's `errcode`. */
  code?: string | number | undefined;
  message?: string | undefined;
  /** For `http`: the body itself instead of `{code, message}`. */
  body?: string | undefined;
  contentType?: string | undefined;
  /** Extra headers of the answer, such as Retry-After. */
  headers?: Record<string, string> | undefined;
  /** Real milliseconds before the answer. */
  delayMs?: number | undefined;
  unsigned?: boolean | undefined;
  badSignature?: boolean | undefined;
  probe?: boolean | undefined;
  unknownSerial?: boolean | undefined;
  clockSkewSeconds?: number | undefined;
  /** How many requests it strikes. Absent: all, until the faults are replaced. */
  times?: number | undefined;
}

/** The faults that wait for requests: the first one that fits strikes. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  set(faults: Fault[]): void {
    this.#waiting = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  take(operation: OperationName): Fault | undefined {
    const found = this.#waiting.find(({ fault, left }) => fault.operation === operation && left > 0);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }

  /** The faults with what is left of their `times`. */
  list(): Fault[] {
    return this.#waiting
      .filter(({ left }) => left > 0)
      .map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }
}
