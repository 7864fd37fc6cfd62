import type { Contract } from '@contract-kit/shared/client';

/** As many as the server lists at once. */
export const PAGE = 20;

/** Has not been ended, as far as is known. */
export const isInForce = ({ status }: Contract): boolean => status !== 'terminated';

/**
 * What was read, joined with what is known. An end is never undone, however late an older answer comes.
 * @param place where those that were read belong: before the others, or after them
 */
export function joined(known: Contract[], read: Contract[], place: 'before' | 'after'): Contract[] {
  const ended = new Map(known.filter((one) => !isInForce(one)).map((one) => [one.outContractCode, one]));
  const fresh = read.map((one) => ended.get(one.outContractCode) ?? one);
  const codes = new Set(fresh.map(({ outContractCode }) => outContractCode));
  const others = known.filter(({ outContractCode }) => !codes.has(outContractCode));
  return place === 'before' ? [...fresh, ...others] : [...others, ...fresh];
}

/** As it has become, in its place. */
export const replaced = (known: Contract[], changed: Contract): Contract[] =>
  known.map((one) => (one.outContractCode === changed.outContractCode ? changed : one));

/** Reads a page, or pages until all those in force that are known have been read again. */
export async function readNewest(
  list: (before?: string) => Promise<Contract[]>,
  known: Contract[],
): Promise<Contract[]> {
  const unread = new Set(known.filter(isInForce).map(({ outContractCode }) => outContractCode));
  const read: Contract[] = [];
  for (;;) {
    const page = await list(read[read.length - 1]?.outContractCode);
    read.push(...page);
    for (const { outContractCode } of page) unread.delete(outContractCode);
    if (page.length < PAGE || unread.size === 0) return read;
  }
}
