import type { Signing } from '@contract-kit/shared/client';
import type { Http } from './http';
import type { Step } from './next';
import { createPoll } from './poll';
import type { Reports } from './reports';
import type { Run } from './retry';
import type { Returns } from './returns';

/** Undefined when there was nothing left to ask. */
type Ask = (signing: Signing | undefined, run: Run) => Promise<Signing | undefined>;

/** How the server is asked. */
export function createSteps(
  http: Http,
  reports: Reports,
  returns: Returns,
  contractDisplayAccount: string | undefined,
): Record<Step, Ask> {
  const poll = createPoll(http);
  return {
    deliver_return(_, run) {
      // What became of the jump is reported beside it: neither waits for the other, and the server needs no order.
      reports.deliver();
      return returns.deliver(run);
    },
    create: (_, run) => http.call('POST', '/api/signings', { body: { contractDisplayAccount }, run }),
    follow: (signing, run) => poll(signing!, run),
  };
}
