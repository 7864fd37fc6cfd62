import type { Signing } from '@contract-kit/shared/client';
import type { Http } from './http';
import { pause, type Run } from './retry';

const WAIT_S = 25;
const TIMEOUT_MS = 35_000;
/** Between polls that find the same status: servers of two versions may each call the other's answer new. */
const APART_MS = 1000;

/** Follows a signing by long polls. */
export function createPoll(http: Http) {
  let lastAbout: string | undefined;
  let lastAt = 0;

  /**
   * The signing as soon as it changes, or as it is when the server has waited for long enough. Waits first where one code
   * in one status would be asked about more than once a second.
   * @throws SigningError
   */
  return async ({ outContractCode, status, version }: Signing, run: Run): Promise<Signing> => {
    const about = outContractCode + status;
    const sinceLastMs = Date.now() - lastAt;
    // A clock that was set back says nothing.
    if (about === lastAbout && sinceLastMs < APART_MS) await pause(APART_MS - Math.max(sinceLastMs, 0), run);
    if (!run.cancelled) {
      lastAbout = about;
      lastAt = Date.now();
    }
    const path = `/api/signings/${outContractCode}?wait=${WAIT_S}&after=${encodeURIComponent(version)}`;
    return http.call('GET', path, { timeoutMs: TIMEOUT_MS, run });
  };
}
