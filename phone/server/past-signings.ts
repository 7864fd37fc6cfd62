import type { Control } from '@contract-kit/simulator/control';
import type { Entry, NewEntry } from '../timeline/entry';

/** The merchant's server may be away, and then hears of nothing. */
const HEARD_WITHIN_SECONDS = 2;
/** Of the newest. */
const KEPT = 1_000;

/** Ends all contracts as their users would, and waits until the merchant's server has heard of it: the simulator is about to forget them. */
export async function endContracts(control: Control): Promise<void> {
  await control.notify({});
  const signed = (await control.contracts()).filter(({ state }) => state === 'signed');
  await Promise.all(
    signed.map(async ({ outContractCode }) => {
      await control.terminate(outContractCode);
      await control.notifications({
        outContractCode,
        eventType: 'ENTRUST.TERMINATE',
        state: 'delivered',
        wait: HEARD_WITHIN_SECONDS,
      });
    }),
  );
}

/** The signings of before the latest reset: what is still said of them is no news. */
export class PastSignings {
  readonly #codes = new Set<string>();

  add(timeline: readonly Entry[]): void {
    for (const { outContractCode } of timeline) if (outContractCode) this.#codes.add(outContractCode);
    for (const code of this.#codes) {
      if (this.#codes.size <= KEPT) break;
      this.#codes.delete(code);
    }
  }

  has({ outContractCode }: NewEntry): boolean {
    return outContractCode !== undefined && this.#codes.has(outContractCode);
  }
}
