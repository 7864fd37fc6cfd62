import { mayPass, toSigningError } from './failure';
import type { Http } from './http';
import type { Store, StoredReport } from './store';

const MOST_KEPT = 10;

export interface Reports {
  add(report: StoredReport): void;
  /**
   * Sends what the server has not yet got, after what is being sent now. What cannot be delivered is kept, and no failure: the
   * promise only says that it is over.
   */
  deliver(): Promise<void>;
}

/** Tells the server what became of each jump, best effort: for support, and for those who never come back. */
export function createReports(http: Http, store: Store): Reports {
  let sending: Promise<void> | undefined;

  return {
    add(report) {
      store.set({ reports: [...store.get().reports, report].slice(-MOST_KEPT) });
    },
    deliver() {
      // At once if it can be: the app is about to be hidden.
      const mine = (sending ? sending.then(sendAll) : sendAll()).then(() => {
        if (sending === mine) sending = undefined;
      });
      sending = mine;
      return mine;
    },
  };

  async function sendAll(): Promise<void> {
    for (const report of store.get().reports) {
      const { outContractCode, ...body } = report;
      try {
        await http.call('POST', `/api/signings/${outContractCode}/launch`, { body });
      } catch (thrown) {
        const error = toSigningError(thrown);
        if (error.kind !== 'server') return;
        if (mayPass(error)) continue;
      }
      // Delivered; or the server does not know the signing, or not as this user's.
      store.set({ reports: store.get().reports.filter((each) => each !== report) });
    }
  }
}
