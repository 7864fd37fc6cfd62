import type { Entry, NewEntry } from '../../timeline/entry';
import { clockTime } from './clock-time';
import { contractCodes, shortCode, signedContracts } from './contracts';
import { sendableAgain } from './events';
import { outcomeOf } from './lanes';
import { isRoutine } from './routine';

let lastId = 0;
type Without<Given, Key extends PropertyKey> = Given extends unknown ? Omit<Given, Key> : never;
const entry = (what: Without<NewEntry, 'at'>, at = 0) => ({ id: ++lastId, at, ...what }) as Entry;
const fact = (outContractCode: string, status: 'signed' | 'terminated' | 'expired', at = 0) =>
  entry({ kind: 'fact', fact: 'confirmed', status, rule: status, outContractCode }, at);

const attempt = (number: number, outcome: 'delivered' | 'failed', eventId = 'C1-signed') =>
  entry({ kind: 'merchantEvent', name: 'signed', eventId, outcome, attempt: number, attempts: 13, ms: 1 });

describe('routine', () => {
  const request = (name: string, status: number | null) =>
    entry({ kind: 'request', from: 'miniprogram', to: 'server', name, status });

  it('is a long poll that was answered', () => {
    expect(isRoutine(request('GET /api/signings/1?wait=25', 200))).toBe(true);
    expect(isRoutine(request('GET /api/signings/1?after=2&wait=25', 200))).toBe(true);
  });

  it('is not one that failed, nor another request', () => {
    expect(isRoutine(request('GET /api/signings/1?wait=25', 503))).toBe(false);
    expect(isRoutine(request('GET /api/signings/1?wait=25', null))).toBe(false);
    expect(isRoutine(request('GET /api/signings/waiting', 200))).toBe(false);
  });

  it('is the lifecycle of a mini-program, but not its jumps and returns', () => {
    const lifecycle = (what: string) => entry({ kind: 'miniprogram', app: 'shop', what });
    expect(['launch', 'show', 'onHide'].map((what) => isRoutine(lifecycle(what)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['jump', 'return', 'navigateToMiniProgram'].map((what) => isRoutine(lifecycle(what)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is nothing that failed', () => {
    const login = (what: string) => isRoutine(entry({ kind: 'miniprogram', app: 'shop', what }));
    expect([login('login'), login('login:fail timeout')]).toEqual([true, false]);
  });
});

describe('outcome', () => {
  const request = (status: number | null) =>
    outcomeOf(entry({ kind: 'request', from: 'server', to: 'wechatpay', name: 'queryContract', status }));
  const told = (outcome: 'delivered' | 'failed') => outcomeOf(attempt(1, outcome));

  it('is how a request was answered', () => {
    expect([request(204), request(404), request(null)]).toEqual(['good', 'bad', 'none']);
  });

  it('is bad when the merchant has not taken its event', () => {
    expect([told('delivered'), told('failed')]).toEqual(['neutral', 'bad']);
  });
});

describe('signed contracts', () => {
  it('are those that a fact has signed', () => {
    expect(signedContracts([fact('a', 'signed', 5), fact('a', 'signed', 9), fact('b', 'expired')])).toEqual([
      { outContractCode: 'a', at: 5 },
    ]);
  });

  it('are not those that were terminated, in whatever order that was heard', () => {
    expect(signedContracts([fact('a', 'signed'), fact('a', 'terminated')])).toEqual([]);
    expect(signedContracts([fact('a', 'terminated'), fact('a', 'signed')])).toEqual([]);
  });

  it('are not those of before a reset', () => {
    const reset = entry({ kind: 'reset' });
    expect(signedContracts([fact('a', 'signed'), reset, fact('b', 'signed', 7)])).toEqual([
      { outContractCode: 'b', at: 7 },
    ]);
  });
});

it('offers to send again what the merchant has not taken, at its latest attempt', () => {
  const timeline = [
    attempt(1, 'failed', 'a'),
    attempt(1, 'failed', 'b'),
    attempt(2, 'failed', 'a'),
    attempt(2, 'delivered', 'b'),
    attempt(1, 'delivered', 'c'),
  ];
  expect([...sendableAgain(timeline)]).toEqual([timeline[2]!.id]);
});

it('lists each contract code once, and shortens long ones', () => {
  expect(
    contractCodes([fact('a', 'signed'), entry({ kind: 'reset' }), fact('b', 'signed'), fact('a', 'signed')]),
  ).toEqual(['a', 'b']);
  expect([shortCode('short'), shortCode('0123456789abcdef')]).toEqual(['short', '01234567…']);
});

it('writes the time of day to the millisecond', () => {
  expect(clockTime(new Date(2026, 10, 23, 8, 5, 9, 42).getTime())).toBe('08:05:09.042');
});
