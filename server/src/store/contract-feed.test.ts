import fc from 'fast-check';
import { useRedis } from '../../test/redis';
import { createContractFeed } from './contract-feed';

const { client, keys } = useRedis();
const feed = createContractFeed(client, keys);
beforeEach(() => client.del(keys.contractFeed));

it('gives each code once, in the order of its last change, page by page', async () => {
  for (const code of ['a', 'b', 'c', 'a']) await feed.put(code);
  const first = await feed.since('0', 2);
  expect(first.codes).toEqual(['b', 'c']);
  const second = await feed.since(first.cursor, 2);
  expect(second.codes).toEqual(['a']);
  expect(await feed.since(second.cursor, 2)).toEqual({ codes: [], cursor: second.cursor });
});

it('gives a cursor of digits alone', async () => {
  await feed.put('a');
  expect((await feed.since('0', 1)).cursor).toMatch(/^\d{16}$/);
});

it('gives no two codes one place, however many are put at once', async () => {
  const codes = Array.from({ length: 200 }, (_, i) => `c${i}`);
  await Promise.all(codes.map((code) => feed.put(code)));
  const places = (await client.zrange(keys.contractFeed, '0', '-1', 'WITHSCORES')).filter(
    (_, i) => i % 2 === 1,
  );
  expect(new Set(places).size).toBe(200);
});

it('goes on behind its last entry when the clock of Redis was set back', async () => {
  const future = String((Date.now() + 3_600_000) * 1000);
  await client.zadd(keys.contractFeed, future, 'a');
  const { cursor } = await feed.since('0', 10);
  await feed.put('b');
  expect((await feed.since(cursor, 10)).codes).toEqual(['b']);
});

it('lets no reader miss a change that was put, whoever writes at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      async (puts, limit) => {
        await client.del(keys.contractFeed);
        // Of each code: how often it was put, and how many puts were over at its last read.
        const over: Record<string, number> = {};
        const seen: Record<string, number> = {};
        const writing = Promise.all(
          puts.map(async (code) => {
            await feed.put(code);
            over[code] = (over[code] ?? 0) + 1;
          }),
        );
        let cursor = '0';
        const readOn = async () => {
          const before = { ...over };
          const page = await feed.since(cursor, limit);
          for (const code of page.codes) seen[code] = before[code] ?? 0;
          cursor = page.cursor;
          return page.codes.length;
        };
        let isWriting = true;
        void writing.then(() => {
          isWriting = false;
        });
        while (isWriting) await readOn();
        while ((await readOn()) > 0);
        expect(Object.keys(seen).sort()).toEqual([...new Set(puts)].sort());
      },
    ),
    { numRuns: 40 },
  );
});
