import type { InstalledApp, MerchantCode, Troubles } from '../protocol';
import type { DeviceInfo } from '../runtime';
import type { Entry } from '../timeline/entry';

/** What lies over the page and asks the user. */
export type Dialog =
  | { type: 'jump'; appName: string }
  | {
      type: 'modal';
      title: string;
      content: string;
      confirmText: string;
      /** Absent: there is one button only. */
      cancelText?: string;
    }
  | { type: 'actionSheet'; items: string[] };

export interface NavigationBar {
  title: string;
  background: string;
  /** Of the title and the status bar. */
  text: 'black' | 'white';
  /** A page is below this one, or another mini-program has opened this one. */
  canGoBack: boolean;
  loading: boolean;
  hidden: boolean;
}

/** A mini-program that runs, in the foreground or behind. */
export interface RunningAppState {
  appId: string;
  name: string;
  state: 'foreground' | 'background' | 'suspended';
}

/** A mistake of a mini-program that a developer wants to know: an unknown name of `wx` called, an exception, a placeholder. */
export interface Complaint {
  id: number;
  appId: string;
  text: string;
  /** The stack, where there is one. */
  detail?: string;
}

/** Everything that the phone shows but the pages themselves. An object of its own after every change. */
export interface PhoneState {
  connected: boolean;
  screen: 'home' | 'app' | 'recents' | 'locked';
  /** Those on the home screen. */
  installed: readonly InstalledApp[];
  /** The latest used first. */
  running: readonly RunningAppState[];
  /** The mini-program on the screen. */
  foreground: RunningAppState | undefined;
  bar: NavigationBar | undefined;
  /** The first is on top. */
  dialog: Dialog | undefined;
  toast: { title: string; icon: 'success' | 'error' | 'loading' | 'none' } | undefined;
  device: DeviceInfo;
  online: boolean;
  users: readonly string[];
  user: string;
  troubles: Troubles;
  canShorten: boolean;
  /** Whether events can be sent again from here. */
  canDeliver: boolean;
  merchantCode: MerchantCode;
  /** Oldest first. */
  timeline: readonly Entry[];
  complaints: readonly Complaint[];
}

/** What the user's hands, and a developer's, can do. */
export interface PhoneActions {
  /** Opens a mini-program as from its icon: cold, or the running one (scene 1001). */
  open(appId: string): void;
  back(): void;
  home(): void;
  recents(): void;
  /** From the recent list. */
  resume(appId: string): void;
  kill(appId: string): void;
  lock(): void;
  unlock(): void;
  /** Yes or no, or the place of an item (-1 leaves the sheet). */
  answer(given: boolean | number): void;
  setDevice(change: Partial<DeviceInfo>): void;
  setOnline(online: boolean): void;
  switchUser(user: string): void;
  setTroubles(change: Partial<Troubles>): void;
  /** WeChat's own settings: ends a contract there. */
  terminate(outContractCode: string): void;
  /** Has an event that the merchant has not taken sent again now. */
  deliver(outContractCode: string, event: 'signed' | 'terminated'): void;
  /** A new user, an empty phone, a reset simulator. */
  reset(): void;
  dismiss(complaintId: number): void;
}
