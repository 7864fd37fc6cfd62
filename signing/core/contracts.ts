import type { Contract, ContractList, ErrorCode } from '@contract-kit/shared/client';
import { hasCode, mayPass, type SigningError, toSigningError } from './failure';
import type { Http } from './http';
import { backoffMs, pause } from './retry';
import type { Store } from './store';
import type { SigningCore } from './types';

/** WeChat Pay may have ended the contract all the same. */
const unclear: ErrorCode[] = ['wechatpay_unavailable', 'wechatpay_timeout', 'wechatpay_unverified'];
/** Then the server itself asks what became of it, so the list is enough for so long. */
const CALL_AGAIN_AFTER_MS = 60_000;

export type Contracts = Pick<SigningCore, 'listContracts' | 'terminate' | 'isTerminating'>;

/**
 * The user's contracts, and ending them.
 * @param onChange a termination began, or ended: then with the contract if it succeeded
 */
export function createContracts(
  http: Http,
  store: Store,
  onChange: (terminated?: Contract) => void,
): Contracts {
  const running: Record<string, Promise<Contract>> = {};
  /** Those that a failed login stopped, until they are gone on with. */
  const stopped: Record<string, boolean> = {};
  const terminating = () => store.get().terminating;

  return {
    async listContracts(before) {
      const contracts = await list(before ? `before=${before}` : '');
      // What a kill interrupted, whether or not it is in this list. What is done already is not done again.
      for (const code of Object.keys(terminating())) terminate(code, terminating()[code]!).catch(() => {});
      return contracts;
    },
    terminate,
    isTerminating: (code) => code in terminating() && !stopped[code],
  };

  function terminate(code: string, remark: string): Promise<Contract> {
    if (!running[code]) {
      delete stopped[code];
      store.set({ terminating: { ...terminating(), [code]: remark } });
      running[code] = untilTerminated(code, remark);
      running[code].then(
        (contract) => ended(code, contract),
        (error: SigningError) => {
          // After a failed login it goes on with the next list. Otherwise it was refused, or is not this user's.
          if (error.kind !== 'server') stopped[code] = true;
          ended(code);
        },
      );
      onChange();
    }
    return running[code];
  }

  /** The user has confirmed it: an unclear outcome is asked about, and the call repeated, until it is clear. */
  async function untilTerminated(code: string, remark: string): Promise<Contract> {
    let unclearAt = 0;
    for (let failures = 0; ; failures++) {
      let leastMs = 0;
      try {
        const found = failures && (await list('limit=100')).find((one) => one.outContractCode === code);
        if (found && found.status === 'terminated') return found;
        // Whichever way the clock of the phone was set meanwhile.
        if (Math.abs(Date.now() - unclearAt) > CALL_AGAIN_AFTER_MS) {
          return await http.call('POST', `/api/contracts/${code}/terminate`, { body: { remark } });
        }
      } catch (thrown) {
        const error = toSigningError(thrown);
        if (!mayPass(error)) throw error;
        leastMs = error.retryAfterMs || 0;
        if (hasCode(error, ...unclear)) unclearAt = Date.now();
      }
      await pause(Math.max(backoffMs(failures), leastMs));
    }
  }

  async function list(query: string): Promise<Contract[]> {
    return (await http.call<ContractList>('GET', `/api/contracts?${query}`)).contracts;
  }

  function ended(code: string, contract?: Contract): void {
    delete running[code];
    if (!stopped[code]) {
      const { [code]: _, ...others } = terminating();
      store.set({ terminating: others });
    }
    onChange(contract);
  }
}
