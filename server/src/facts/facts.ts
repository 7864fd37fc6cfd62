import type { Launch } from '@contract-kit/shared';

/**
 * What is known about one signing, as a set of facts. Two reports of one fact join by a total order over
 * their contents, never by which came first, so merging is commutative, associative and idempotent:
 * duplicates, retries, replays and any order of arrival give the same result. The Redis script joins their texts likewise.
 *
 * All times are RFC 3339 in UTC with milliseconds (`2026-11-23T08:00:00.000Z`), so that they sort as text.
 */
export interface Facts {
  party?: Party;
  preSigned?: PreSigned;
  launched?: Launched;
  returned?: Returned;
  noContract?: NoContract;
  confirmed?: Confirmed;
  terminated?: Terminated;
  closed?: true;
}

export type FactName = keyof Facts;

/**
 * Who signs with which merchant: said by the request that creates the signing, or, for a contract of ours that
 * storage does not know, by the notification that brings it.
 */
export interface Party {
  /** The app that logged the user in. */
  appId: string;
  openid: string;
  subMchid: string;
  serviceId: number;
  displayAccount: string;
  /** The merchant's own name for the user or the order, of up to 64 printable characters. */
  reference?: string;
}

/** WeChat Pay has answered our pre-sign call. Written only by the request that made the call. */
export interface PreSigned {
  at: string;
  /** When WeChat Pay stops accepting this session (2 h after the pre-sign). */
  expiresAt: string;
  preEntrustwebId: string;
  launch: Launch;
}

/** The mini-program saw the jump open. */
export interface Launched {
  seq: number;
}

/** The user is back in the merchant's mini-program. The hint is what the client says; it is never trusted. */
export interface Returned {
  seq: number;
  hint?: ReturnHint;
}

export interface ReturnHint {
  returnCode?: string;
  returnMsg?: string;
}

/** A query answer said that there is no contract; `seq` is the return that was known before asking. */
export interface NoContract {
  seq: number;
}

/** A verified notification or query answer said SIGNED. */
export interface Confirmed {
  signedAt: string;
  contractId: string;
  source: 'notification' | 'query';
}

/**
 * A verified notification or query answer said TERMINATED, or WeChat Pay accepted our termination, or an operator has said of a
 * contract in doubt that it has ended.
 */
export interface Terminated {
  /** Absent when WeChat Pay did not say. */
  at?: string;
  /** `contract_termination_mode`; an open enumeration. */
  mode: string;
  remark: string;
  source: 'notification' | 'query' | 'terminate' | 'operator';
}

const SEQ_DIGITS = 10;
/** The largest client counter: what fits the digits by which counters are sorted. */
export const MAX_SEQ = 10 ** SEQ_DIGITS - 1;

const sortableSeq = (seq: number) => String(seq).padStart(SEQ_DIGITS, '0');

/** Later than every time, so that a report with a time goes before one without. */
const NO_TIME = '~';

/** What WeChat Pay says of an end goes before our own call's answer, and that before an operator's word. */
const ranks: Record<Terminated['source'], number> = { notification: 0, query: 0, terminate: 1, operator: 2 };

type Join<Fact> = {
  keep: 'smallest' | 'largest';
  /**
   * The fact as a text. Equal only for equal reports, and the order of these texts, by code point, is the
   * order by which two reports join: the Redis script, which stores the texts, compares them likewise.
   */
  toText(fact: Fact): string;
  parse(text: string): Fact;
};

type Joins = { [Name in FactName]-?: Join<NonNullable<Facts[Name]>> };

const bySeq = {
  toText: ({ seq }: { seq: number }) => sortableSeq(seq),
  parse: (text: string) => ({ seq: Number(text) }),
};

/** How each fact joins. */
export const joins: Joins = {
  party: {
    keep: 'smallest',
    // One without its openid goes before any that has one, by the blank: a user who was forgotten stays so.
    toText: (party) => (party.openid === '' ? ' ' : '') + canonicalJson(party),
    parse: JSON.parse,
  },
  preSigned: { keep: 'smallest', toText: canonicalJson, parse: JSON.parse },
  launched: { keep: 'largest', ...bySeq },
  returned: {
    keep: 'largest',
    toText: ({ seq, hint }) => sortableSeq(seq) + (hint === undefined ? '' : canonicalJson(hint)),
    parse: (text) => {
      const seq = Number(text.slice(0, SEQ_DIGITS));
      return text.length === SEQ_DIGITS ? { seq } : { seq, hint: JSON.parse(text.slice(SEQ_DIGITS)) };
    },
  },
  noContract: { keep: 'largest', ...bySeq },
  confirmed: {
    keep: 'smallest',
    toText: ({ signedAt, contractId, source }) => JSON.stringify([signedAt, contractId, source]),
    parse: (text) => {
      const [signedAt, contractId, source] = JSON.parse(text);
      return { signedAt, contractId, source };
    },
  },
  terminated: {
    keep: 'smallest',
    toText: ({ at, mode, remark, source }) =>
      JSON.stringify([ranks[source], at ?? NO_TIME, mode, remark, source]),
    parse: (text) => {
      const [, at, mode, remark, source] = JSON.parse(text);
      return { ...(at === NO_TIME ? {} : { at }), mode, remark, source };
    },
  },
  closed: { keep: 'smallest', toText: () => 'true', parse: () => true },
};

export const factNames = Object.keys(joins) as FactName[];

/** What an attempt leaves behind: no part of a signing of which WeChat Pay has said that it became a contract. */
export const attemptFacts = ['preSigned', 'launched', 'returned', 'noContract', 'closed'] as const;

/** The facts that matter: once a contract is known, later and earlier reports of the attempt say nothing more. */
export function normalForm(facts: Facts): Facts {
  if (!facts.confirmed && !facts.terminated) return facts;
  const decided = { ...facts };
  for (const name of attemptFacts) delete decided[name];
  return decided;
}

/** Joins two sets of facts about the same signing, into their normal form. Neither argument is changed. */
export function mergeFacts(a: Facts, b: Facts): Facts {
  const merged: Facts = {};
  for (const name of factNames) mergeOne(name, a, b, merged);
  return normalForm(merged);
}

function mergeOne<Name extends FactName>(name: Name, a: Facts, b: Facts, into: Facts): void {
  const left = a[name];
  const right = b[name];
  if (left === undefined || right === undefined) {
    const only = left ?? right;
    if (only !== undefined) into[name] = only;
    return;
  }
  const { keep, toText }: Join<unknown> = joins[name];
  const order = compareByCodePoint(toText(left), toText(right));
  into[name] = (keep === 'largest' ? order >= 0 : order <= 0) ? left : right;
}

/** The client counter to go on from: the largest that any report has used. */
export function highestSeq(facts: Facts): number {
  return Math.max(facts.launched?.seq ?? 0, facts.returned?.seq ?? 0);
}

/** JSON with sorted keys: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => compareByCodePoint(left, right)))
      : inner,
  );
}

/** Orders texts as their UTF-8 bytes are ordered, which is how Redis compares them; `<` compares UTF-16 units. */
function compareByCodePoint(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
