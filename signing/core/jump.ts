import type { Signing } from '@contract-kit/shared/client';
import type { Reports } from './reports';
import { ignoreRejection } from './request';
import type { PendingJump, Store } from './store';
import type { SigningState, Wx } from './types';

/** DevTools says success and never hides the app. */
const RELEASED_AFTER_MS = 3000;
const ERR_MSG_CHARACTERS = 256;

export interface JumpSnapshot {
  /** A jump is open, or its dialog is: there must be no second one. */
  readonly guarded: boolean;
  /** WeChat said that it opened, and the app has not been shown since. */
  readonly open: boolean;
}

export interface Jump {
  /** Jumps before it returns. Call it in the tap handler only. */
  make(signing: Signing, launch: NonNullable<Signing['launch']>): void;
  snapshot(): JumpSnapshot;
  hidden(): void;
  /** The user is back, or says so. */
  end(): void;
}

interface Attempt {
  guarded: boolean;
  opened?: boolean;
  hidden?: boolean;
}

/** A jump that did not open and is no longer pending. */
export interface FailedJump {
  notice: NonNullable<SigningState['notice']>;
  seq: number;
}

/** @param onChange a jump opened, its guard was released, or it failed */
export function createJump(
  wx: Wx,
  store: Store,
  reports: Reports,
  onChange: (failed?: FailedJump) => void,
): Jump {
  let attempt: Attempt | undefined;

  return {
    make({ outContractCode, seq: known }, { appId, path, extraData }) {
      const seq = Math.max(store.get().seq, known) + 1;
      const before = store.get().jump;
      const mine: Attempt = { guarded: true };
      attempt = mine;
      // Before the call: WeChat may kill us right after it.
      store.set({ seq, jump: { outContractCode, seq, appId } });
      let told = false;
      const tell = (outcome: 'opened' | 'cancelled' | 'failed', errMsg: string) => {
        if (told) return;
        told = true;
        if (outcome === 'opened') opened(mine);
        else notOpened(mine, seq, before);
        reports.add({ outContractCode, outcome, errMsg: errMsg.slice(0, ERR_MSG_CHARACTERS), seq });
        reports.deliver();
        onChange(outcome === 'opened' ? undefined : { notice: `jump_${outcome}`, seq });
      };
      const fail = ({ errMsg }: { errMsg: string }) =>
        tell(/cancel|取消/i.test(errMsg) ? 'cancelled' : 'failed', errMsg);
      try {
        ignoreRejection(
          wx.navigateToMiniProgram({
            appId,
            path,
            extraData,
            // With `Taro` some failures come this way.
            success: ({ errMsg }) => (/:fail/.test(errMsg) ? fail({ errMsg }) : tell('opened', errMsg)),
            fail,
          }),
        );
      } catch (error) {
        fail({ errMsg: String(error) });
      }
    },
    snapshot: () => ({ guarded: !!attempt?.guarded, open: !!attempt?.opened }),
    hidden() {
      if (attempt) attempt.hidden = true;
    },
    end() {
      attempt = undefined;
    },
  };

  function opened(mine: Attempt): void {
    mine.opened = true;
    setTimeout(() => {
      if (mine.hidden) return;
      mine.guarded = false;
      onChange();
    }, RELEASED_AFTER_MS);
  }

  /** What is still awaited of an earlier jump is awaited again. */
  function notOpened(mine: Attempt, seq: number, before: PendingJump | null): void {
    if (attempt === mine) attempt = undefined;
    if (store.get().jump?.seq === seq) store.set({ jump: before });
  }
}
