import type { ObservedEntry } from '@contract-kit/shared';
import { isSecretName, REDACTED, scrub } from './redact';

/** Ids that name a contract or a person at WeChat Pay or at the merchant; ours, `outContractCode`, stays: a story is followed by it. */
const idNames = /^(contract_?id|id|reference|(contract_?)?display_?account)$/i;
/** As WeChat makes them. */
const openids = /(?<![\w-])o[\w-]{27}(?![\w-])/g;
/** Shorter ones would be found in half of what is said. */
const LEAST_LENGTH = 6;
/** Of the values that were met since; the oldest are forgotten. */
const KEPT = 2_000;

/**
 * Takes openids, tokens, ids and keys out of entries: by the names of fields, and within texts wherever a value that was met before stands.
 * @param secrets values to find for as long as the process lives
 */
export function createMask(secrets: unknown) {
  const met = new Set<string>();

  function meet(value: unknown): void {
    const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
    if (typeof text !== 'string' || text.length < LEAST_LENGTH) return;
    met.delete(text);
    met.add(text);
    if (met.size > KEPT) met.delete(met.values().next().value!);
  }

  const isHidden = (name: string) => idNames.test(name) || isSecretName(name);

  function learn(value: unknown, name = ''): void {
    if (isHidden(name) || Buffer.isBuffer(value)) meet(value);
    else if (typeof value === 'object' && value !== null)
      for (const [each, inner] of Object.entries(value)) learn(inner, Array.isArray(value) ? name : each);
  }

  function maskText(text: string): string {
    const scrubbed = scrub(text).replace(openids, REDACTED);
    const found = [...kept, ...met].filter((value) => scrubbed.includes(value));
    // The longest first: one may begin another, whose end would stay.
    return found
      .sort((a, b) => b.length - a.length)
      .reduce((masked, value) => masked.replaceAll(value, REDACTED), scrubbed);
  }

  function mask(value: unknown): unknown {
    if (typeof value === 'string') return maskText(value);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        isHidden(name) && inner !== undefined ? REDACTED : mask(inner),
      ]),
    );
  }

  learn(secrets);
  const kept = [...met];
  met.clear();
  return {
    learn: (value: unknown) => learn(value),
    apply(entry: ObservedEntry): ObservedEntry {
      learn(entry);
      return mask(entry) as ObservedEntry;
    },
  };
}
