import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster, Redis } from 'ioredis';
import {
  type Answer,
  answerOf,
  attemptFacts,
  type FactName,
  type Facts,
  factNames,
  joins,
  normalForm,
  type Party,
  versionOf,
} from '../facts';
import type { Keys } from './keys';
import { NewerFormatError } from './redis-error';

/** A contract's events that the merchant is to hear of. */
export type EventName = 'signed' | 'terminated';

/** One signing as Redis holds it, and what follows from its facts. */
export interface StoredSigning {
  outContractCode: string;
  facts: Facts;
  answer: Answer;
  /** Opaque; changes when the answer does. */
  version: string;
  /** The events that the merchant's function has taken. */
  delivered: Record<EventName, boolean>;
}

/** What a merge found: another's signing, in which nothing was written. */
export interface OfAnother {
  ofAnother: StoredSigning;
}

export interface MergeResult extends StoredSigning {
  changed: FactName[];
  /** What `confirmed` was before this merge. */
  earlierConfirmed?: Facts['confirmed'];
}

/** Whose a signing has to be: what is given of its party. */
export type Owner = Partial<Pick<Party, 'appId' | 'openid' | 'subMchid' | 'serviceId'>>;

/** How long Redis keeps a signing of which WeChat Pay has said nothing: 2 h, 24 h 4 m of resends, and slack. */
export const UNFINISHED_LIFE_MS = 27 * 3_600_000;

/**
 * How signings are stored: a hash of facts, as the texts that `joins` makes, in normal form, and of the marks of delivered events.
 * Before format 1 a hash held the answer, too, and of a contract all that had led to it.
 */
const FORMAT = 1;

const CODES = { unknown: 0, nothingNew: 1, changed: 2, newerFormat: 3, ofAnother: 4 };

const marks = { signed: 'deliveredSigned', terminated: 'deliveredTerminated' } as const;

const script = readFileSync(join(__dirname, 'merge-facts-1.lua'), 'utf8');

type MergeFacts = (key: string, ...args: (string | number)[]) => Promise<[number, string, string, string[]]>;

/** The signings in Redis: one hash each, changed by one script. */
export function createSignings(client: Redis | Cluster, keys: Keys) {
  client.defineCommand('mergeFacts', { numberOfKeys: 1, lua: script });
  const run = (client as unknown as { mergeFacts: MergeFacts }).mergeFacts.bind(client);

  let metNewerFormat = false;
  function newerFormat(outContractCode: string, format?: string): NewerFormatError {
    metNewerFormat = true;
    return new NewerFormatError(outContractCode, format);
  }

  async function write(
    outContractCode: string,
    fields: string[],
    { leastLifeMs = 0, owner = {} }: { leastLifeMs?: number | undefined; owner?: Owner } = {},
  ): Promise<MergeResult | OfAnother | null> {
    const texts = ownerTexts(owner);
    const [code, changed, earlierConfirmed, flat] = await run(
      keys.signing(outContractCode),
      outContractCode,
      FORMAT,
      UNFINISHED_LIFE_MS,
      leastLifeMs,
      keys.changes,
      attemptFacts.join(' '),
      texts.length,
      ...texts,
      ...fields,
    );
    if (code === CODES.newerFormat) throw newerFormat(outContractCode);
    if (code === CODES.unknown) return null;
    const hash: Record<string, string> = {};
    for (let i = 0; i < flat.length; i += 2) hash[flat[i]!] = flat[i + 1]!;
    const signing = parse(outContractCode, hash);
    if (code === CODES.ofAnother) return { ofAnother: signing };
    return {
      ...signing,
      changed: factNames.filter((name) => changed.split(' ').includes(name)),
      ...(earlierConfirmed !== '' && { earlierConfirmed: joins.confirmed.parse(earlierConfirmed) }),
    };
  }

  return {
    /**
     * Joins facts into a signing, in one round trip.
     * @param leastLifeMs an unfinished signing lives at least this long from now on
     * @returns null, with nothing written, for a signing that is not known and that neither `preSigned` nor `confirmed` makes known
     * @throws NewerFormatError, as all of these do
     */
    merge: (outContractCode: string, facts: Facts, leastLifeMs?: number) =>
      write(outContractCode, triples(facts), { leastLifeMs }) as Promise<MergeResult | null>,

    /**
     * The same of a signing that is known, if it is this owner's: nothing is read before.
     * @returns another's signing with nothing written; null for one that is not known
     */
    mergeIfOf: (outContractCode: string, owner: Owner, facts: Facts) =>
      write(outContractCode, triples(facts), { owner }),

    /** Notes that the merchant's function has taken an event. */
    markDelivered: (outContractCode: string, event: EventName) =>
      write(outContractCode, [marks[event], 'smallest', '1']) as Promise<MergeResult | null>,

    async read(outContractCode: string): Promise<StoredSigning | null> {
      const hash = await client.hgetall(keys.signing(outContractCode));
      if (!(Number(hash.format ?? 0) <= FORMAT)) throw newerFormat(outContractCode, hash.format);
      return Object.keys(hash).length === 0 ? null : parse(outContractCode, hash);
    },

    /** Whether a signing was met that a later version has written: then this server is to take no more requests. */
    metNewerFormat: () => metNewerFormat,
  };
}

export type Signings = ReturnType<typeof createSignings>;

/**
 * What the text of a signing's party holds, if it is this owner's. It is canonical JSON, in whose strings quotes are
 * escaped, so that no value can pass for a key.
 */
const ownerTexts = (owner: Owner) =>
  Object.entries(owner).map(
    // A number is ended by the comma before the next key: it may not match a longer one.
    ([name, value]) =>
      `${JSON.stringify(name)}:${JSON.stringify(value)}${typeof value === 'number' ? ',' : ''}`,
  );

const triples = (facts: Facts) => factNames.flatMap((name) => triple(name, facts));

function triple<Name extends FactName>(name: Name, facts: Facts): string[] {
  const fact = facts[name];
  if (fact === undefined) return [];
  const { keep, toText }: { keep: string; toText(fact: unknown): string } = joins[name];
  return [name, keep, toText(fact)];
}

function parse(outContractCode: string, hash: Record<string, string>): StoredSigning {
  const stored: Facts = {};
  for (const name of factNames) {
    const text = hash[name];
    if (text !== undefined) Object.assign(stored, { [name]: joins[name].parse(text) });
  }
  const facts = normalForm(stored);
  const answer = answerOf(outContractCode, facts);
  return {
    outContractCode,
    facts,
    answer,
    version: versionOf(answer),
    delivered: {
      signed: hash[marks.signed] !== undefined,
      terminated: hash[marks.terminated] !== undefined,
    },
  };
}
