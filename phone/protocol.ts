import type { NetworkOutcome, NetworkRequest } from './runtime';
import type { Entry, NewEntry } from './timeline/entry';

/** What the page and the phone's server say to each other through their one WebSocket. All of it is JSON. */

/** A mini-program on the phone, as built. */
export interface InstalledApp {
  appId: string;
  name: string;
  /** Changes with its files: `/packages/{version}/…` serves them. */
  version: string;
  /** `development` while `npm run dev:weapp` runs. */
  mode: 'production' | 'development';
  /** Why the latest build is not the one that is shown. */
  buildError?: string;
  /** What of its files is broken or missing: `pages/a/a.wxml:3: …`. */
  problems: readonly string[];
  /** Origins that it may call, as WeChat's list of server domains. */
  requestDomains: string[];
  /** Whether a jump counts as tapped in the callback of a dialog. */
  jumpAfterDialog: boolean;
}

/** Instead of a user's name: the one user of login codes from elsewhere, such as DevTools'. */
export const elsewhere = 'elsewhere';

/** What goes wrong on purpose. */
export interface Troubles {
  notification: 'normal' | 'lost' | 'doubled' | 'late' | 'badSignature';
  platform: 'normal' | 'slow' | 'down';
  /** The signing mini-program hands nothing back. */
  noExtraData: boolean;
  /** A signing can be used for a minute only. */
  shortLifetime: boolean;
}

export const noTroubles: Troubles = {
  notification: 'normal',
  platform: 'normal',
  noExtraData: false,
  shortLifetime: false,
};

/** The code in `server/merchant`: what of it does not run, or runs although TypeScript objects. */
export interface MerchantCode {
  /** The latest is not what runs: what ran before does. */
  problem?: { why: 'build' | 'load'; text: string };
  typeErrors?: string;
}

/** What the phone's server says at first, and again after a reset. */
export interface World {
  /** The merchant's mini-program, then the signing one. */
  apps: [InstalledApp, InstalledApp];
  /** The people whose phone this is; the first is in use unless the page chose another. */
  users: [string, string];
  troubles: Troubles;
  /** Whether the lifetime of a signing can be shortened: somebody must be there who starts the server again. */
  canShorten: boolean;
  /** Whether events can be sent again from here: somebody must be there who reaches the server. */
  canDeliver: boolean;
  merchantCode: MerchantCode;
  timeline: Entry[];
}

export type ToPage =
  | { type: 'world'; world: World }
  /** After a reset: everything on the phone starts over. */
  | { type: 'reset'; world: World }
  | { type: 'apps'; apps: World['apps'] }
  | { type: 'troubles'; troubles: Troubles }
  | { type: 'merchantCode'; merchantCode: MerchantCode }
  | { type: 'entry'; entry: Entry }
  | { type: 'answer'; id: number; outcome: NetworkOutcome }
  | { type: 'code'; id: number; result: { code: string } | { failure: string } }
  /** Something that the page has asked for did not work. */
  | { type: 'failed'; what: string; message: string };

export type ToServer =
  /** `id` is the page's own; the message's is the app's. */
  | { type: 'request'; id: number; appId: string; message: NetworkRequest }
  | { type: 'abort'; id: number }
  | { type: 'code'; id: number; appId: string; user: string }
  | { type: 'tell'; entry: NewEntry }
  | { type: 'trouble'; change: Partial<Troubles> }
  /** The user ends a contract in WeChat's own settings. */
  | { type: 'terminate'; outContractCode: string }
  /** An event that the merchant has not taken is to be sent again now. */
  | { type: 'deliver'; outContractCode: string; event: 'signed' | 'terminated' }
  | { type: 'reset' };
