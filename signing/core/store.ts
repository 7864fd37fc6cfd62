import type { LaunchReport } from '@contract-kit/shared/client';
import type { Wx } from './types';

/** What must outlive the app, which WeChat may kill at any time while it is in the background. */
interface Stored {
  /** The highest client counter used so far. */
  seq: number;
  /** A jump of which it is not known what became of it. */
  jump: PendingJump | null;
  /** Launch reports that the server has not yet got. */
  reports: StoredReport[];
  /** JSON of the last extraData that came back: WeChat repeats it on later shows. */
  usedExtraData: string;
  /** Remarks of terminations not yet confirmed, by outContractCode. */
  terminating: Record<string, string>;
}

export interface PendingJump {
  outContractCode: string;
  seq: number;
  /** Where the jump leads, and the only app whose extraData is its answer. */
  appId: string;
  /** Whether what came back says that the user signed. Never believed; it only buys patience, also after a kill. */
  claimed?: boolean;
}

export interface StoredReport extends LaunchReport {
  outContractCode: string;
}

export interface Store {
  get(): Readonly<Stored>;
  set(change: Partial<Stored>): void;
  /** The pending jump is over if it is the one that is meant. */
  dropJump(isMeant: (jump: PendingJump) => boolean): void;
}

/** One record a server: another server's signings mean nothing to this one. WeChat gives each of its users a storage. */
export function createStore(wx: Wx, baseUrl: string): Store {
  const key = `contract-kit:${baseUrl}`;
  let stored = parse(read());

  return {
    get: () => stored,
    set,
    dropJump(isMeant) {
      if (stored.jump && isMeant(stored.jump)) set({ jump: null });
    },
  };

  function set(change: Partial<Stored>): void {
    stored = { ...stored, ...change };
    try {
      wx.setStorageSync(key, stored);
    } catch {
      // Full or broken: goes on from memory, without surviving a kill.
    }
  }

  function read(): unknown {
    try {
      return wx.getStorageSync(key);
    } catch {
      return undefined;
    }
  }
}

function parse(value: unknown): Stored {
  const { seq, jump, reports, usedExtraData, terminating } = (value || {}) as Partial<Stored>;
  return {
    seq: Number.isInteger(seq) ? seq! : 0,
    jump: jump?.outContractCode && jump.appId && jump.seq > 0 ? jump : null,
    reports: Array.isArray(reports) ? reports.filter((report) => report?.outContractCode) : [],
    usedExtraData: usedExtraData || '',
    terminating: terminating || {},
  };
}
