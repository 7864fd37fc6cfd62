import type { OperationName } from './faults';

const keptRequests = 5000;

export interface RequestRecord {
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
  /** The answer; null while there is none, and for good when the connection was broken or left hanging. */
  status: number | null;
  code: string | null;
  requestId: string | null;
  /** What kind of fault struck, `answer` when only the answer was changed. */
  fault: 'timeout' | 'reset' | 'http' | 'answer' | null;
}

/** What the simulator was asked, oldest first. */
export class RequestLog {
  #records: RequestRecord[] = [];

  add(record: RequestRecord): RequestRecord {
    this.#records.push(record);
    if (this.#records.length > keptRequests) this.#records.shift();
    return record;
  }

  list(): RequestRecord[] {
    return this.#records;
  }

  reset(): void {
    this.#records = [];
  }
}
