import type { Events } from './events';
import type { OperationName } from './faults';

const keptRequests = 5000;

/** What is known of a request when it comes. */
export interface AskedRequest {
  at: string;
  /** Null: no such API. */
  operation: OperationName | null;
  method: string;
  /** Path and query; a secret in the query is left out. */
  url: string;
  userAgent: string | null;
  /** `Wechatpay-Serial` of the request. */
  serial: string | null;
  /** `nonce_str` of the request. */
  nonce: string | null;
  body: unknown;
}

export interface RequestRecord extends AskedRequest {
  /** The answer; null while there is none, and for good when the connection was broken or left hanging. */
  status: number | null;
  code: string | null;
  requestId: string | null;
  /** The answer's body as JSON, else as text; a secret in it is left out. */
  answer: unknown;
  /** Milliseconds until the answer. */
  ms: number | null;
  /** What kind of fault struck, `answer` when only the answer was changed. */
  fault: 'timeout' | 'reset' | 'http' | 'answer' | null;
}

/** What the simulator was asked, oldest first. */
export class RequestLog {
  #records: RequestRecord[] = [];

  constructor(readonly events: Events) {}

  add(asked: AskedRequest): RequestRecord {
    const unanswered = { status: null, code: null, requestId: null, answer: null, ms: null, fault: null };
    const record: RequestRecord = { ...asked, ...unanswered };
    this.#records.push(record);
    if (this.#records.length > keptRequests) this.#records.shift();
    return record;
  }

  /** No more becomes of it. One that a reset has forgotten is not reported. */
  finish(record: RequestRecord): void {
    if (record.status !== null) record.ms = Date.now() - Date.parse(record.at);
    if (this.#records.includes(record)) this.events.emit({ type: 'request', request: record });
  }

  list(): RequestRecord[] {
    return this.#records;
  }

  reset(): void {
    this.#records = [];
  }
}
