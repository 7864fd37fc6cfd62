import type { ObservedEntry } from '@contract-kit/shared';
import { withoutEchoes } from './echoes';
import type { Entry } from './entry';
import { fromObserved } from './from-observed';

const about = { at: 1_000, outContractCode: 'C1' };
const request = { kind: 'request', requestId: 'r1', method: 'POST', status: 200, ms: 3 } as const;
const call = { kind: 'call', operation: 'queryContract', attempts: 3, ms: 9 } as const;
const drawn = (entry: ObservedEntry) => fromObserved(entry);

describe('a request', () => {
  it('is drawn by its path', () => {
    const entry = {
      ...about,
      ...request,
      path: '/api/signings/C1/return',
      status: 409,
      problem: 'not_ready',
    };
    expect(drawn(entry)).toEqual({
      ...about,
      kind: 'request',
      from: 'miniprogram',
      to: 'server',
      requestId: 'r1',
      isEcho: true,
      name: 'POST /api/signings/C1/return',
      status: 409,
      problem: 'not_ready',
      ms: 3,
      detail: { requestId: 'r1' },
    });
  });

  it('to the service API comes from the merchant', () => {
    expect(drawn({ ...about, ...request, path: '/service/contracts/C1' })).toMatchObject({
      from: 'merchant',
    });
  });

  it('is not drawn twice when the mini-program has told of it, whoever was first', () => {
    const echo = { ...drawn({ ...about, ...request, path: '/api/login' }), id: 1 } as Entry;
    const { isEcho: _, ...own } = { ...echo, id: 2 } as Extract<Entry, { kind: 'request' }>;
    const others = { ...echo, id: 3, requestId: 'r2' } as Entry;
    expect(withoutEchoes([echo, own, others])).toEqual([own, others]);
    expect(withoutEchoes([own, others, echo])).toEqual([own, others]);
    expect(withoutEchoes([echo])).toEqual([echo]);
  });
});

it('a call that failed is a warning', () => {
  expect(drawn({ ...about, ...call, outcome: 'timeout', reason: 'no answer in time' })).toEqual({
    ...about,
    kind: 'trouble',
    from: 'server',
    level: 'warn',
    text: 'queryContract: no answer in time',
    detail: {
      operation: 'queryContract',
      attempts: 3,
      ms: 9,
      outcome: 'timeout',
      reason: 'no answer in time',
    },
  });
});

it('a fact has the line of the rule that holds, and the facts as they stand', () => {
  const facts = { confirmed: { contractId: '7' } };
  const fact = {
    kind: 'fact',
    fact: 'confirmed',
    status: 'signed',
    rule: 'confirmed',
    version: 'v4',
    facts,
  } as const;
  expect(drawn({ ...about, ...fact })).toEqual({
    ...about,
    kind: 'fact',
    fact: 'confirmed',
    status: 'signed',
    rule: 'confirmed',
    detail: { version: 'v4', facts },
  });
});

it('an attempt to deliver an event is one row, with all that is known of it', () => {
  const event = { type: 'contract.signed', eventId: 'C1-signed' };
  const attempt = { name: 'signed', eventId: 'C1-signed', attempt: 2, attempts: 13, ms: 5 } as const;
  const failed = { outcome: 'failed', error: { message: 'no' }, nextAt: 4_000 } as const;
  expect(drawn({ ...about, kind: 'event', ...attempt, ...failed, event })).toEqual({
    ...about,
    kind: 'merchantEvent',
    ...attempt,
    ...failed,
    detail: event,
  });
});

it.each([
  ['one short line', 'paid', false],
  ['several lines', 'a\nb', true],
  ['a long one', 'x'.repeat(80), true],
])('what the merchant’s code prints, %s', (_, text, opens) => {
  const print = { kind: 'print', stream: 'stderr', text, eventId: 'C1-signed', attempt: 1 } as const;
  expect(drawn({ ...about, ...print })).toEqual({ ...about, ...print, ...(opens && { detail: text }) });
});

describe('a trouble', () => {
  const trouble = { kind: 'trouble', level: 'warn' } as const;

  it('has its reason beside it, in Chinese too', () => {
    const fields = { reason: 'no answer', kind: 'timeout' };
    expect(
      drawn({ ...about, ...trouble, text: 'query gave no answer', zh: '查询没有得到结果', fields }),
    ).toEqual({
      ...about,
      ...trouble,
      from: 'server',
      text: 'query gave no answer: no answer',
      zh: '查询没有得到结果：no answer',
      detail: fields,
    });
  });

  it('has that of its error, and no detail where there is nothing to say', () => {
    expect(
      drawn({ at: 1, ...trouble, text: 'refused', fields: { err: { message: 'bad signature' } } }),
    ).toMatchObject({ text: 'refused: bad signature' });
    expect(drawn({ at: 1, ...trouble, text: 'refused', fields: {} })).toEqual({
      at: 1,
      ...trouble,
      from: 'server',
      text: 'refused',
    });
  });
});

it.each([
  [
    'a notification, of which WeChat’s side tells',
    { ...about, ...request, path: '/notifications/wechatpay' },
  ],
  ['a call that went well, likewise', { ...about, ...call, outcome: 'ok' }],
  ['a kind that is not known', { at: 1, kind: 'weather' }],
  ['a status that is not known', { at: 1, kind: 'fact', status: 'lucky' }],
  ['a text', 'listening'],
  ['nothing', null],
])('%s gives nothing', (_, told) => {
  expect(fromObserved(told)).toBeUndefined();
});
