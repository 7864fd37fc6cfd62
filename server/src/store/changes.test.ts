import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { useRedis } from '../../test/redis';
import { createChanges } from './changes';

const { client, keys } = useRedis();
const subscriber = client.duplicate();
afterAll(() => subscriber.disconnect());
const never = new AbortController().signal;

describe('over Redis', () => {
  it('wakes who waits for a code, by a message from any process', async () => {
    const changes = createChanges({ subscriber, onResubscribed: () => {} }, keys.changes);
    await changes.subscribe();
    let [value, looks] = ['old', 0];
    const watching = changes.watch('code', 4_000, never, async () => {
      looks++;
      return value === 'new' ? value : undefined;
    });
    await client.publish(keys.changes, 'another');
    value = 'new';
    await client.publish(keys.changes, 'code');
    expect(await watching).toBe('new');
    expect(looks).toBe(2);
  });
});

describe('a watch', () => {
  /** What Redis would do, done by hand. */
  function start() {
    const subscriber = new EventEmitter();
    let resubscribed = () => {};
    const changes = createChanges(
      {
        subscriber: subscriber as Redis,
        onResubscribed: (listener) => {
          resubscribed = listener;
        },
      },
      'changes',
    );
    return {
      changes,
      reconnect: () => resubscribed(),
      tell: (code: string, channel = 'changes') => void subscriber.emit('message', channel, code),
    };
  }

  /** A watch whose every look is counted, and finds what is put there. */
  function watch(
    { changes }: ReturnType<typeof start>,
    { waitMs = 25_000, signal = never }: { waitMs?: number; signal?: AbortSignal } = {},
  ) {
    const state = { looks: 0, ends: 0, value: undefined as string | undefined, result: 'waiting' as unknown };
    const done = changes
      .watch('code', waitMs, signal, async (atTheEnd) => {
        state.looks++;
        if (atTheEnd) state.ends++;
        return state.value ?? (atTheEnd ? 'as it is' : undefined);
      })
      .then((result) => {
        state.result = result;
      });
    return Object.assign(state, { done });
  }

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('ends at once with what is there', async () => {
    const { changes } = start();
    expect(await changes.watch('code', 25_000, never, async () => 'there')).toBe('there');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('looks again on a message about its code, on no other', async () => {
    const given = start();
    const state = watch(given);
    await pass(0);
    given.tell('another');
    given.tell('code', 'another channel');
    await pass(0);
    expect(state.looks).toBe(1);
    state.value = 'new';
    given.tell('code');
    await pass(0);
    expect(state).toMatchObject({ looks: 2, result: 'new' });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('misses nothing that happens while it looks', async () => {
    const given = start();
    let looks = 0;
    let found: string | undefined;
    const done = given.changes
      .watch('code', 25_000, never, async () => {
        looks++;
        // What this look has read is old by now.
        if (looks === 1) given.tell('code');
        return looks > 1 ? 'new' : undefined;
      })
      .then((result) => {
        found = result;
      });
    await pass(0);
    expect(found).toBe('new');
    await done;
  });

  it('looks again when the connection is back', async () => {
    const given = start();
    const state = watch(given);
    await pass(0);
    state.value = 'missed';
    given.reconnect();
    await pass(0);
    expect(state.result).toBe('missed');
  });

  it('looks again every 5 s, whatever was lost', async () => {
    const state = watch(start());
    await pass(4_999);
    expect(state.looks).toBe(1);
    await pass(1);
    expect(state.looks).toBe(2);
    state.value = 'lost';
    await pass(5_000);
    expect(state.result).toBe('lost');
  });

  it('gives things as they stand when its time is up', async () => {
    const state = watch(start(), { waitMs: 7_000 });
    await pass(6_999);
    expect(state).toMatchObject({ looks: 2, result: 'waiting' });
    await pass(1);
    expect(state).toMatchObject({ looks: 3, ends: 1, result: 'as it is' });
  });

  it('ends when the caller goes away', async () => {
    const caller = new AbortController();
    const state = watch(start(), { signal: caller.signal });
    await pass(1_000);
    caller.abort();
    await pass(0);
    expect(state.result).toBe('as it is');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives things as they stand at the shutdown, as does every later one', async () => {
    const given = start();
    const [before, other] = [watch(given), watch(given)];
    await pass(0);
    given.changes.close();
    await pass(0);
    expect([before.result, other.result]).toEqual(['as it is', 'as it is']);
    const after = watch(given);
    await pass(0);
    expect(after).toMatchObject({ looks: 1, result: 'as it is' });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('answers those who wait one by one, when it closes within a time, and those who come within it', async () => {
    const given = start();
    const waiting = [watch(given), watch(given), watch(given), watch(given)];
    await pass(0);
    given.changes.close(8_000);
    const late = watch(given);
    const answered = () => waiting.filter(({ result }) => result === 'as it is').length;
    const counts: number[] = [];
    for (let second = 0; second <= 8; second += 2) {
      await pass(second === 0 ? 1 : 2_000);
      counts.push(answered());
    }
    expect(counts).toEqual([1, 2, 3, 4, 4]);
    expect(late.result).toBe('as it is');
    // Waking nobody, it looks no more often than it would.
    expect(Math.max(...waiting.map(({ looks }) => looks))).toBeLessThanOrEqual(3);
  });

  it('ends at once who still waits, when it closes again', async () => {
    const given = start();
    const waiting = [watch(given), watch(given)];
    given.changes.close(60_000);
    await pass(1);
    given.changes.close();
    await pass(1);
    expect(waiting.map(({ result }) => result)).toEqual(['as it is', 'as it is']);
  });

  it('passes on what a look throws', async () => {
    const { changes } = start();
    const looking = changes.watch('code', 25_000, never, () => Promise.reject(new Error('Redis is away')));
    await expect(looking).rejects.toThrow('Redis is away');
    expect(jest.getTimerCount()).toBe(0);
  });
});
