import type { ReturnReport, Signing } from '@contract-kit/shared/src/client';
import { readReturn, withoutExtraData } from './enter-options';
import type { Http } from './http';
import type { Reports } from './reports';
import type { Run } from './retry';
import type { Store } from './store';
import type { EnterOptions } from './types';

/** How long after a return `not_signed` is not believed: a notification can take longer than a query. */
const TOO_EARLY_MS = 15_000;
const TOO_EARLY_AFTER_SUCCESS_MS = 60_000;

export interface Returns {
  /** The app is in the foreground: if a jump is pending, its return is due. Call it once a show. */
  arrived(options: EnterOptions): void;
  /** The user says that they are back. */
  saidByUser(of: { outContractCode: string; seq: number }, options: EnterOptions): void;
  /** The signing whose return is still to be delivered. */
  due(): string | undefined;
  /** An earlier jump's return has no say any more. */
  drop(): void;
  /** @returns undefined when the run was cancelled before it was sent */
  deliver(run: Run): Promise<Signing | undefined>;
  /** To believe `not_signed`. */
  isTooEarly(): boolean;
}

interface Due {
  outContractCode: string;
  body: ReturnReport;
}

/** @param onBelievable `not_signed` may be believed from now on */
export function createReturns(http: Http, store: Store, reports: Reports, onBelievable: () => void): Returns {
  /** Those delivered since the last `drop()` after which it is too early. */
  const recent = new Set<Due>();
  let due: Due | undefined;

  return {
    arrived(options) {
      const { jump } = store.get();
      const body = readReturn(options, jump, store);
      if (!jump) return;
      // What came back with an earlier return, still to be delivered, is better than nothing.
      if (due?.body.seq === jump.seq && due.body.extraData && !body.extraData) return;
      due = { outContractCode: jump.outContractCode, body: { ...body, seq: jump.seq } };
    },
    saidByUser({ outContractCode, seq }, options) {
      if (due) return;
      due = { outContractCode, body: { ...withoutExtraData(options), ...(seq > 0 && { seq }) } };
    },
    due: () => due?.outContractCode,
    drop() {
      due = undefined;
      recent.clear();
    },
    async deliver(run) {
      await reports.deliver();
      if (run.cancelled || !due) return undefined;
      const sent = due;
      const { outContractCode, body } = sent;
      const signing = await http.call<Signing>('POST', `/api/signings/${outContractCode}/return`, {
        body,
        run,
      });
      if (due === sent) due = undefined;
      recent.add(sent);
      setTimeout(
        () => {
          recent.delete(sent);
          onBelievable();
        },
        store.get().jump?.claimed ? TOO_EARLY_AFTER_SUCCESS_MS : TOO_EARLY_MS,
      );
      return signing;
    },
    isTooEarly: () => recent.size > 0,
  };
}
