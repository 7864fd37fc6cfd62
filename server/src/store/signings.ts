import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FactName, type Facts, factNames, joins, type Signing } from '@contract-kit/shared';
import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';

/** A contract's events that the merchant gets. */
export type EventName = 'signed' | 'terminated';

/** One signing as Redis holds it. */
export interface StoredSigning {
  outContractCode: string;
  facts: Facts;
  /** What the facts say to the user, made ready by the script: all that does not depend on the time of asking. */
  answer: Omit<Signing, 'version' | 'serverTime' | 'launch'>;
  /** Opaque; changes when the answer does. */
  version: string;
  /** The events that the merchant's function has taken. */
  delivered: Record<EventName, boolean>;
}

export interface MergeResult extends StoredSigning {
  changed: FactName[];
  /** What `confirmed` was before this merge. */
  earlierConfirmed?: Facts['confirmed'];
}

/** How long Redis keeps a signing of which WeChat Pay has said nothing: 2 h, 24 h 4 m of resends, and slack. */
export const UNFINISHED_LIFE_MS = 27 * 3_600_000;

const marks = { signed: 'deliveredSigned', terminated: 'deliveredTerminated' } as const;

const script = readFileSync(join(__dirname, 'merge-facts-1.lua'), 'utf8');

type MergeFacts = (key: string, ...args: (string | number)[]) => Promise<[number, string, string, string[]]>;

/** The signings in Redis: one hash each, changed by one script. */
export function createSignings(client: Redis | Cluster, keys: Keys) {
  client.defineCommand('mergeFacts', { numberOfKeys: 1, lua: script });
  const run = (client as unknown as { mergeFacts: MergeFacts }).mergeFacts.bind(client);

  async function write(
    outContractCode: string,
    fields: string[],
    leastLifeMs = 0,
  ): Promise<MergeResult | null> {
    const [code, changed, earlierConfirmed, flat] = await run(
      keys.signing(outContractCode),
      outContractCode,
      UNFINISHED_LIFE_MS,
      leastLifeMs,
      keys.changes,
      ...fields,
    );
    if (code === 0) return null;
    const hash: Record<string, string> = {};
    for (let i = 0; i < flat.length; i += 2) hash[flat[i]!] = flat[i + 1]!;
    return {
      ...parse(outContractCode, hash),
      changed: factNames.filter((name) => changed.split(' ').includes(name)),
      ...(earlierConfirmed !== '' && { earlierConfirmed: joins.confirmed.parse(earlierConfirmed) }),
    };
  }

  return {
    /**
     * Joins facts into a signing, in one round trip.
     * @param leastLifeMs an unfinished signing lives at least this long from now on
     * @returns null, with nothing written, for a signing that has neither `preSigned` nor `confirmed`
     */
    merge: (outContractCode: string, facts: Facts, leastLifeMs?: number) =>
      write(
        outContractCode,
        factNames.flatMap((name) => triple(name, facts)),
        leastLifeMs,
      ),

    /** Notes that the merchant's function has taken an event. */
    markDelivered: (outContractCode: string, event: EventName) =>
      write(outContractCode, [marks[event], 'smallest', '1']),

    async read(outContractCode: string): Promise<StoredSigning | null> {
      const hash = await client.hgetall(keys.signing(outContractCode));
      return hash.version === undefined ? null : parse(outContractCode, hash);
    },
  };
}

export type Signings = ReturnType<typeof createSignings>;

function triple<Name extends FactName>(name: Name, facts: Facts): string[] {
  const fact = facts[name];
  if (fact === undefined) return [];
  const { keep, toText }: { keep: string; toText(fact: unknown): string } = joins[name];
  return [name, keep, toText(fact)];
}

function parse(outContractCode: string, hash: Record<string, string>): StoredSigning {
  const facts: Facts = {};
  for (const name of factNames) {
    const text = hash[name];
    if (text !== undefined) Object.assign(facts, { [name]: joins[name].parse(text) });
  }
  return {
    outContractCode,
    facts,
    answer: JSON.parse(hash.answer!),
    version: hash.version!,
    delivered: {
      signed: hash[marks.signed] !== undefined,
      terminated: hash[marks.terminated] !== undefined,
    },
  };
}
