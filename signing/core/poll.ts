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
  let apart: Promise<void> | undefined;

  /**
   * The signing as soon as it changes, or as it is when the server has waited for long enough. Waits first where one code
   * in one status would be asked about more than once a second.
   * @throws SigningError
   */
  return async ({ outContractCode, status, version }: Signing, run: Run): Promise<Signing | undefined> => {
    const about = outContractCode + status;
    if (about === lastAbout) await apart;
    if (run.cancelled) return undefined;
    lastAbout = about;
    apart = pause(APART_MS);
    const path = `/api/signings/${outContractCode}?wait=${WAIT_S}&after=${encodeURIComponent(version)}`;
    return http.call('GET', path, { timeoutMs: TIMEOUT_MS, run });
  };
}
