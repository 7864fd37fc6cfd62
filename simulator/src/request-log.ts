import type { AskedRequest, Events, RequestRecord } from './events';

const keptRequests = 5000;

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

  /** No more becomes of it. One that a reset has forgotten is not told. */
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
