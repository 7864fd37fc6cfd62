import type { Entry, NewEntry } from '../../timeline/entry';
import { clockTime } from './clock-time';
import { contractCodes, shortCode, signedContracts } from './contracts';
import { sendableAgain } from './events';
import { expectedIn } from './expected';
import { outcomeOf } from './lanes';
import { isRoutine } from './routine';
import { all, newest, ofSigning } from './signings';

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

  it('is what somebody else asks of the server that is of no signing', () => {
    const echo = (name: string) => isRoutine({ ...request(name, 200), isEcho: true } as Entry);
    expect([echo('GET /readyz'), echo('GET /openapi.json'), echo('GET /api/contracts')]).toEqual([
      true,
      true,
      false,
    ]);
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

describe('one signing at a time', () => {
  const login = entry({
    kind: 'request',
    from: 'miniprogram',
    to: 'server',
    name: 'POST /api/login',
    status: 200,
  });
  const abandoned = fact('a', 'expired');
  const tap = entry({ kind: 'miniprogram', app: 'shop', what: 'show' });
  const second = fact('b', 'signed');
  const late = fact('a', 'expired');
  const code = entry({ kind: 'code', runs: true });
  const timeline = [login, abandoned, tap, second, late, code];

  it('is the newest, until another is chosen, or all', () => {
    expect(ofSigning(timeline, newest)).toEqual([second, code]);
    expect(ofSigning(timeline, 'a')).toEqual([login, abandoned, tap, late, code]);
    expect(ofSigning(timeline, all)).toEqual(timeline);
  });

  it('is the newest again when the chosen one is gone, and everything before there is any', () => {
    expect(ofSigning(timeline, 'c')).toEqual([second, code]);
    expect(ofSigning([login, tap], newest)).toEqual([login, tap]);
  });
});

describe('red is only what the developer must mend', () => {
  const request = (name: string, status: number, problem: string, outContractCode = 'a') =>
    entry({ kind: 'request', from: 'miniprogram', to: 'server', name, status, problem, outContractCode });
  const why = (...timeline: Entry[]) => expectedIn(timeline).get(timeline.at(-1)!.id);
  const none = request('queryContract', 404, 'CONTRACT_NOT_EXIST');
  const notification = (corrupt: string | undefined, status: number) =>
    entry({ kind: 'notification', eventType: 'ENTRUST.SIGN', attempt: 1, status, detail: { corrupt } });

  it('not that there is no contract of what nobody has signed', () => {
    expect(why(fact('b', 'signed'), none)).toBe('noContract');
    expect(why(fact('a', 'signed'), none)).toBeUndefined();
    expect(why(request('queryContract', 403, 'NO_AUTH'))).toBeUndefined();
  });

  it('not what is refused for a reason that the user has given', () => {
    expect(why(request('GET /api/signings/current', 404, 'not_found'))).toBe('noSigning');
    expect(why(request('POST /api/signings', 409, 'already_signed'))).toBe('alreadySigned');
    expect(why(request('POST /api/signings', 502, 'wechatpay_refused'))).toBeUndefined();
    const jump = (what: string) => entry({ kind: 'miniprogram', app: 'shop', what });
    expect(why(jump('navigateToMiniProgram:fail cancel'))).toBe('cancelled');
    expect(why(jump('navigateToMiniProgram:fail'))).toBeUndefined();
  });

  it('not a notification that was spoilt on purpose, when it was refused', () => {
    expect(why(notification('signature', 401))).toBe('corrupt');
    expect(why(notification('signature', 204))).toBeUndefined();
    expect(why(notification(undefined, 401))).toBeUndefined();
  });
});
