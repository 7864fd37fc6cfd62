import type { Signing } from '@contract-kit/shared/client';
import type { Http } from './http';
import { pause, type Run } from './retry';

const WAIT_S = 25;
const TIMEOUT_MS = 35_000;
/** Without a change of status the server is not asked more often than this, whatever it answers. */
const LEAST_MS = 1000;

/**
 * The signing as soon as it changes, or as it is when the server has waited for long enough.
 * @throws SigningError
 */
export async function poll(
  http: Http,
  { outContractCode, version, status }: Signing,
  run: Run,
): Promise<Signing> {
  const path = `/api/signings/${outContractCode}?wait=${WAIT_S}&after=${encodeURIComponent(version)}`;
  const began = Date.now();
  const answer = await http.call<Signing>('GET', path, { timeoutMs: TIMEOUT_MS, run });
  if (answer.status === status && Date.now() - began < LEAST_MS) await pause(LEAST_MS, run);
  return answer;
}
