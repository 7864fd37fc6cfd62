import { FULL_LIFETIME_SECONDS } from '../config';
import type { PreSigned } from '../facts';

/** A shorter lifetime than WeChat Pay's is for trying things out: its margins are shorter, too. */
const isShortened = (lifetimeMs: number) => lifetimeMs < FULL_LIFETIME_SECONDS * 1000;

const lifetimeOf = ({ at, expiresAt }: PreSigned) => Date.parse(expiresAt) - Date.parse(at);

/** How long after a signing's end WeChat Pay is queried for the last time: 60 s, of a shortened lifetime that lifetime. */
export const graceMs = (lifetimeMs: number) => (isShortened(lifetimeMs) ? lifetimeMs : 60_000);

/** When a signing may be closed, and is live no longer, in ms. */
export const endsAt = (preSigned: PreSigned) =>
  Date.parse(preSigned.expiresAt) + graceMs(lifetimeOf(preSigned));

/** Until when, in ms, a jump is offered: 60 s before the end, of a shortened lifetime a tenth. */
export const launchUntil = (preSigned: PreSigned) =>
  Date.parse(preSigned.expiresAt) - Math.min(60_000, lifetimeOf(preSigned) / 10);

/** Until when, in ms, nobody needs a new signing: 10 min before the end, of a shortened lifetime a tenth. */
export const freshUntil = (preSigned: PreSigned) =>
  Date.parse(preSigned.expiresAt) - Math.min(600_000, lifetimeOf(preSigned) / 10);
