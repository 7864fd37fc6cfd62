import type { ReturnReport, Signing } from '@contract-kit/shared/client';
import { readReturn, withoutExtraData } from './enter-options';
import type { Http } from './http';
import type { Run } from './retry';
import type { Store } from './store';
import type { EnterOptions } from './types';

/** How long after a return that claims success `not_signed` is not believed: a notification can take longer than a query. */
const TOO_EARLY_MS = 60_000;

export interface ReturnsSnapshot {
  /** The signing whose return is still to be delivered. */
  readonly due: string | undefined;
  /** The user is said to have signed by what came back from the latest jump. Never believed; it only buys patience. */
  readonly claimsSuccess: boolean;
  /** To believe `not_signed`. */
  readonly tooEarly: boolean;
}

export interface Returns {
  /** The app is in the foreground: if a jump is pending, its return is due. Call it once a show. */
  arrived(options: EnterOptions): void;
  /** The user says that they are back. */
  saidByUser(of: { outContractCode: string; seq: number }, options: EnterOptions): void;
  snapshot(): ReturnsSnapshot;
  /**
   * An earlier jump's return has no say any more.
   * @param seq only that of this jump
   */
  drop(seq?: number): void;
  /** @returns undefined when none is due any more */
  deliver(run: Run): Promise<Signing | undefined>;
}

interface Due {
  outContractCode: string;
  body: ReturnReport;
}

/** @param onBelievable `not_signed` may be believed from now on */
export function createReturns(http: Http, store: Store, onBelievable: () => void): Returns {
  let due: Due | undefined;
  /** The one delivered last, while it is too early after it. */
  let recent: Due | undefined;
  const claimsSuccess = () => !!store.get().jump?.claimed;

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
    snapshot: () => ({
      due: due?.outContractCode,
      claimsSuccess: claimsSuccess(),
      tooEarly: recent !== undefined,
    }),
    drop(seq) {
      if (seq === undefined || due?.body.seq === seq) due = undefined;
      if (seq === undefined) recent = undefined;
    },
    async deliver(run) {
      if (!due) return undefined;
      const sent = due;
      const { outContractCode, body } = sent;
      const path = `/api/signings/${outContractCode}/return`;
      const signing = await http.call<Signing>('POST', path, { body, run });
      if (due === sent) due = undefined;
      recent = claimsSuccess() ? sent : undefined;
      setTimeout(() => {
        if (recent !== sent) return;
        recent = undefined;
        onBelievable();
      }, TOO_EARLY_MS);
      return signing;
    },
  };
}
