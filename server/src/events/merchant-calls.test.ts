import { contractEvent } from '../../test/contract-event';
import { createLogger } from '../logging';
import { type CallResult, createMerchantCalls } from './merchant-calls';
import type { EventCall } from './merchant-functions';

/* What escapes a call is shown with a process of its own, in e2e/processes/merchant-errors.test.ts. */

const logged: Record<string, unknown>[] = [];
const log = createLogger('info', { write: (line) => void logged.push(JSON.parse(line)) });
let stop: AbortController;
let calls: ReturnType<typeof createMerchantCalls>;

beforeEach(() => {
  jest.useFakeTimers();
  logged.splice(0);
  stop = new AbortController();
  calls = createMerchantCalls({ log, stopping: stop.signal });
});
afterEach(() => jest.useRealTimers());

const eventOf = (outContractCode: string) => contractEvent({ outContractCode });

/** Calls with a function, and keeps what became of it. */
function run(code: string, tell: (call: EventCall) => unknown, onLate = async () => {}) {
  const kept: { result?: CallResult } = {};
  void calls.run(eventOf(code), 1, tell, onLate).then((result) => {
    kept.result = result;
  });
  return kept;
}

/** Lets time pass, and all that follows from it happen. */
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);
const forEver = () => new Promise<void>(() => {});
const untilAborted = ({ signal }: EventCall) =>
  new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** A call that ends when the test says so. */
function held() {
  let end = () => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { tell: () => promise, end };
}

it.each([
  ['a promise that resolves', async () => {}],
  ['nothing', () => {}],
])('takes %s for taken', async (_, tell) => {
  const kept = run('c1', tell);
  await pass(0);
  expect(kept.result).toEqual({ outcome: 'delivered' });
});

it('says once that a function which returns nothing is not waited for', async () => {
  run('c1', () => {});
  run('c2', () => {});
  run('c3', async () => {});
  await pass(0);
  expect(logged).toMatchObject([{ level: 'warn', function: 'onContractSigned' }]);
});

it.each([
  ['an error', new RangeError('no such row'), 'no such row'],
  ['a text', 'no such row', 'it threw no such row, which is no Error'],
  ['nothing', undefined, 'it threw undefined, which is no Error'],
  ['an object', { openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw' }, 'it threw an object, which is no Error'],
])('fails for %s that is thrown at once or later, with an error of our own', async (_, thrown, message) => {
  const atOnce = run('c1', () => {
    throw thrown;
  });
  const later = run('c2', () => Promise.reject(thrown));
  await pass(0);
  for (const { result } of [atOnce, later]) {
    const { outcome, error } = result as Extract<CallResult, { outcome: 'failed' }>;
    expect(outcome).toBe('failed');
    // BullMQ gives up for ever when an error has a name of its own.
    expect(error).toMatchObject({ name: 'Error', message, cause: thrown });
  }
});

it('aborts the signal at 30 s, and then the attempt has failed', async () => {
  let call: EventCall | undefined;
  const kept = run('c1', (given) => {
    call = given;
    return forEver();
  });
  await pass(29.9);
  expect(call!.signal.aborted).toBe(false);
  expect(kept.result).toBeUndefined();
  await pass(0.1);
  expect(call!.signal.aborted).toBe(true);
  expect(kept.result).toMatchObject({
    outcome: 'failed',
    error: { message: 'onContractSigned did not answer within 30 s' },
  });
});

it('does not call again for an event while its call runs, however long that takes, and then does', async () => {
  const first = held();
  let late = 0;
  run('c1', first.tell, async () => void late++);
  await pass(40);
  let again = 0;
  const tell = async () => void again++;
  const second = run('c1', tell);
  await pass(0);
  expect(second.result).toEqual({ outcome: 'later', againInMs: 40_000 });
  expect(again).toBe(0);
  expect(logged).toMatchObject([{ level: 'error', eventId: 'c1-signed', outcome: 'running' }]);

  first.end();
  await pass(0);
  expect(late).toBe(1);
  const third = run('c1', tell);
  await pass(0);
  expect(third.result).toEqual({ outcome: 'delivered' });
  expect(again).toBe(1);
});

it('fails the attempt from which an error escapes, aborts its signal, and takes its call for ended after 30 s', async () => {
  let call: EventCall | undefined;
  const kept = run('c1', async (given) => {
    call = given;
    expect(calls.takeUncaught(new Error('thrown in a timer'))).toBe(true);
    await forEver();
  });
  await pass(0);
  expect(kept.result).toMatchObject({ outcome: 'failed', error: { message: 'thrown in a timer' } });
  expect(call!.signal.aborted).toBe(true);
  expect(logged).toMatchObject([
    { level: 'error', event: 'merchant-error', eventId: 'c1-signed', attempt: 1 },
  ]);

  await pass(29);
  const tooEarly = run('c1', async () => {});
  await pass(0);
  expect(tooEarly.result).toMatchObject({ outcome: 'later' });
  await pass(1);
  const again = run('c1', async () => {});
  await pass(0);
  expect(again.result).toEqual({ outcome: 'delivered' });
});

it('leaves an error alone that comes from elsewhere', () => {
  expect(calls.takeUncaught(new Error('ours'))).toBe(false);
  expect(logged).toEqual([]);
});

it('runs 50 calls at once, and one more for each that takes over 5 s', async () => {
  const begun: string[] = [];
  const all = Array.from({ length: 60 }, (_, i) =>
    run(`c${i}`, () => {
      begun.push(`c${i}`);
      return forEver();
    }),
  );
  await pass(4.9);
  expect(begun).toHaveLength(50);
  const last = run('last', async () => {});
  await pass(0.1);
  expect(begun).toHaveLength(60);
  expect(last.result).toEqual({ outcome: 'delivered' });
  expect(all.every(({ result }) => result === undefined)).toBe(true);
});

it('runs no more than 500 at once, those included whose time is over', async () => {
  let begun = 0;
  for (let i = 0; i < 500; i++) {
    run(`c${i}`, () => {
      begun++;
      return forEver();
    });
  }
  await pass(60);
  expect(begun).toBe(500);
  const more = run('more', async () => void begun++);
  await pass(0);
  expect(more.result).toMatchObject({ outcome: 'later' });
  expect(begun).toBe(500);
});

it('aborts the signals at shutdown; who gives up then has not failed, and who answers has taken it', async () => {
  const first = held();
  const givesUp = run('c1', untilAborted);
  const answers = run('c2', first.tell);
  await pass(1);
  stop.abort();
  await pass(0);
  expect(givesUp.result).toEqual({ outcome: 'later', againInMs: 0 });
  expect(answers.result).toBeUndefined();
  first.end();
  await pass(0);
  expect(answers.result).toEqual({ outcome: 'delivered' });
  const another = run('c3', async () => {});
  await pass(0);
  expect(another.result).toEqual({ outcome: 'later', againInMs: 0 });
});
