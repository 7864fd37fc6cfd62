import { fromServerLog } from './from-server-log';

const time = '2026-11-23T08:00:00.042Z';
const at = Date.parse(time);
const told = (fields: object) =>
  fromServerLog(JSON.stringify({ level: 'info', time, pid: 7, msg: 'said', ...fields }));

test('a fact, with the status that it gave', () => {
  expect(
    told({ event: 'fact', outContractCode: 'C1', fact: 'confirmed', status: 'signed', version: 'v4' }),
  ).toEqual({
    kind: 'fact',
    at,
    outContractCode: 'C1',
    fact: 'confirmed',
    status: 'signed',
    detail: { version: 'v4' },
  });
});

test.each([
  ['info', 'delivered', {}],
  ['warn', 'failed', { err: { type: 'Error', message: 'no' } }],
])('an event for the merchant, at level %s: %s', (level, outcome, more) => {
  const event = { event: 'merchant-event', eventId: 'C1-signed', name: 'signed', attempt: 1, outcome };
  expect(told({ level, outContractCode: 'C1', ...event, ...more })).toEqual({
    kind: 'merchantEvent',
    at,
    outContractCode: 'C1',
    name: 'signed',
    outcome,
    detail: { eventId: 'C1-signed', attempt: 1, ...more },
  });
});

describe('troubles', () => {
  test('a warning, with its reason and everything else that it says', () => {
    const fields = { kind: 'timeout', reason: 'no answer', httpStatus: 500 };
    expect(told({ level: 'warn', outContractCode: 'C1', msg: 'query gave no answer', ...fields })).toEqual({
      kind: 'trouble',
      at,
      outContractCode: 'C1',
      from: 'server',
      level: 'warn',
      text: 'query gave no answer: no answer',
      detail: fields,
    });
  });

  test('in Chinese too, where the server says it', () => {
    const line = {
      level: 'error',
      zh: '连不上 Redis',
      msg: 'no connection to Redis',
      reason: 'ECONNREFUSED',
    };
    expect(told(line)).toMatchObject({
      text: 'no connection to Redis: ECONNREFUSED',
      zh: '连不上 Redis：ECONNREFUSED',
      detail: { reason: 'ECONNREFUSED' },
    });
  });

  test('a notification that was refused, though its request is told elsewhere', () => {
    const err = { type: 'NotificationError', message: 'bad signature', stack: '…' };
    expect(
      told({ level: 'warn', event: 'notification', result: 'signature', err, msg: 'refused' }),
    ).toMatchObject({ kind: 'trouble', level: 'warn', text: 'refused: bad signature', detail: { err } });
  });

  test.each(['error', 'fatal'])('level %s is an error', (level) => {
    expect(told({ level, err: 'no object' })).toMatchObject({
      kind: 'trouble',
      level: 'error',
      text: 'said',
    });
  });

  test('nothing to say beside the message is no detail', () => {
    expect(told({ level: 'warn' })).toEqual({
      kind: 'trouble',
      at,
      from: 'server',
      level: 'warn',
      text: 'said',
    });
  });
});

test.each([
  ['a request', { event: 'request', method: 'GET', path: '/api/contracts', status: 200, ms: 3 }],
  ['a notification', { event: 'notification', id: 'n', eventType: 'ENTRUST.SIGN', result: 'contract' }],
  ['what is not known', { event: 'listening', url: 'http://127.0.0.1' }],
  ['a fact of an unknown status', { event: 'fact', fact: 'confirmed', status: 'lucky' }],
  ['an unknown event for the merchant', { event: 'merchant-event', name: 'paid', outcome: 'delivered' }],
])('%s gives nothing', (_, fields) => {
  expect(told(fields)).toBeUndefined();
});

test.each(['', 'Server listening', '{"level":"error"', 'null', '7', '[]', '{"level":"warn","time":"soon"}'])(
  'a line that is not the log’s gives nothing: %j',
  (line) => {
    expect(fromServerLog(line)).toBeUndefined();
  },
);
