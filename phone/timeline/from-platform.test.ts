import { startBench } from '@contract-kit/simulator/testing';
import type { NewEntry } from './entry';
import { fromPlatform } from './from-platform';
import { PlatformEvents } from './platform-events';

/** One user signs all that there is here. */
const bench = startBench({ oneContractAUser: false });
let told: NewEntry[];
let events: PlatformEvents;
let heard: () => void;

beforeEach(async () => {
  told = [];
  heard = () => {};
  await new Promise<void>((ready) => {
    events = new PlatformEvents(bench.simulator.url, (event) => {
      if (event.type === 'hello') ready();
      const entry = fromPlatform(event);
      if (entry) told.push(entry);
      heard();
    });
  });
});
afterEach(() => events.close());

/** Every entry so far, as soon as one fits. */
async function until(fits: (entry: NewEntry) => boolean): Promise<NewEntry[]> {
  while (!told.some(fits)) await new Promise<void>((resolve) => (heard = resolve));
  return told;
}

const isA = (kind: NewEntry['kind']) => (entry: NewEntry) => entry.kind === kind;

async function sign(notify_url = bench.receiver.url): Promise<string> {
  const { code } = await bench.merchant.preEntrustSign({ notify_url });
  await bench.merchant.control('POST', `/contracts/${code}/sign`);
  return code;
}

test('a request of the server, by the name of its operation, with both bodies', async () => {
  const { code, fields, reply } = await bench.merchant.preEntrustSign();
  const [entry] = await until(isA('request'));
  expect(entry).toEqual({
    kind: 'request',
    from: 'server',
    to: 'wechatpay',
    at: expect.any(Number),
    name: 'preEntrustSign',
    status: 200,
    ms: expect.any(Number),
    outContractCode: code,
    detail: {
      method: 'POST',
      url: bench.merchant.paths.preEntrustSign,
      request: fields,
      answer: reply.json,
      requestId: expect.any(String),
    },
  });
});

test('a request without a body is about the contract in its path', async () => {
  await bench.merchant.call('GET', bench.merchant.paths.contract('C403'));
  expect(await until(isA('request'))).toMatchObject([
    { name: 'queryContract', status: 403, problem: 'CONTRACT_NOT_EXIST', outContractCode: 'C403' },
  ]);
});

test('a request that got no answer', async () => {
  await bench.merchant.control('PUT', '/faults', [{ operation: 'certificates', kind: 'reset' }]);
  await expect(bench.merchant.call('GET', '/v3/certificates')).rejects.toThrow();
  const [entry] = await until(isA('request'));
  expect(entry).toMatchObject({ status: null, problem: 'reset' });
  expect(entry).not.toHaveProperty('ms');
});

test('a request for what there is not, by its path', async () => {
  await bench.merchant.call('GET', '/v3/refunds?limit=1');
  expect(await until(isA('request'))).toMatchObject([{ name: 'GET /v3/refunds?limit=1', status: 404 }]);
});

test('what a user does comes before the notification of it', async () => {
  const code = await sign();
  const entries = await until(isA('notification'));
  expect(entries.map(({ kind }) => kind)).toEqual(['request', 'user', 'notification']);
  expect(entries[1]).toEqual({
    kind: 'user',
    at: expect.any(Number),
    action: 'sign',
    outContractCode: code,
  });
  expect(entries[2]).toMatchObject({
    eventType: 'ENTRUST.SIGN',
    attempt: 1,
    status: 204,
    outContractCode: code,
    detail: {
      url: bench.receiver.url,
      eventType: 'ENTRUST.SIGN',
      state: 'delivered',
      resource: { out_contract_code: code, contract_state: 'SIGNED' },
      status: 204,
      answer: null,
    },
  });
  // As it went, so that whoever writes the checks can follow each step.
  const { headers, body, signed } = entries[2]!.detail as Record<string, string> & {
    headers: Record<string, string>;
  };
  const received = bench.receiver.received.at(-1)!;
  expect(body).toBe(received.text);
  expect(signed).toBe(`${headers['Wechatpay-Timestamp']}\n${headers['Wechatpay-Nonce']}\n${received.text}\n`);
  expect(headers['Wechatpay-Signature']).toBe(received.headers['wechatpay-signature']);
  expect(entries[2]).not.toHaveProperty('problem');
  expect(entries[1]!.at).toBeLessThanOrEqual(entries[2]!.at);
});

test('a termination by the user, but not by the merchant, is an act of the user', async () => {
  const { control, call, paths } = bench.merchant;
  const [byUser, byMerchant] = [await sign(), await sign()];
  await control('POST', `/contracts/${byUser}/terminate`);
  const remark = { contract_termination_remark: 'enough' };
  await call('POST', `${paths.contract(byMerchant)}/terminate`, { body: remark });
  const entries = await until((entry) => entry.kind === 'request' && entry.name === 'terminateContract');
  const ended = entries.filter((entry) => entry.kind === 'user' && entry.action === 'terminate');
  expect(ended).toMatchObject([{ outContractCode: byUser, detail: { mode: 'USER_TERMINATE' } }]);
});

test('a notification that fails', async () => {
  bench.receiver.statuses.push(503);
  await sign();
  expect((await until(isA('notification'))).at(-1)).toMatchObject({
    attempt: 1,
    status: 503,
    detail: { state: 'waiting' },
  });
  await sign('http://127.0.0.1:9/nobody/listens');
  expect(
    (await until((entry) => entry.kind === 'notification' && entry.status === null)).at(-1),
  ).toMatchObject({ problem: expect.stringMatching(/ECONNREFUSED|bad port/) });
});

test('a refusal says why in the words of its answer', () => {
  const at = '2026-11-23T08:00:00.000Z';
  const entry = fromPlatform({
    type: 'notification',
    number: 2,
    sent: null,
    notification: {
      id: 'n',
      createdAt: at,
      eventType: 'ENTRUST.SIGN',
      outContractCode: null,
      url: bench.receiver.url,
      resource: {},
      state: 'waiting',
    },
    attempt: {
      at,
      serial: 's',
      timestamp: '1',
      nonce: 'n',
      corrupt: 'signature',
      probe: false,
      status: 401,
      answer: '{"code":"FAIL","message":"bad signature"}',
      error: null,
    },
  });
  expect(entry).toMatchObject({
    attempt: 2,
    at: Date.parse(at),
    status: 401,
    problem: 'bad signature',
    detail: {
      createdAt: at,
      headers: { 'Wechatpay-Serial': 's', 'Wechatpay-Timestamp': '1', 'Wechatpay-Nonce': 'n' },
      answer: { code: 'FAIL', message: 'bad signature' },
      corrupt: 'signature',
    },
  });
});

test('a notification that is never sent', async () => {
  await bench.merchant.control('PUT', '/notifications', { drop: true });
  const code = await sign();
  expect((await until(isA('notification'))).at(-1)).toMatchObject({
    attempt: 0,
    status: null,
    problem: 'dropped',
    outContractCode: code,
    detail: { resource: { contract_state: 'SIGNED' }, state: 'dropped' },
  });
});

test('a reset', async () => {
  bench.simulator.reset();
  expect(await until(isA('reset'))).toEqual([{ kind: 'reset', at: expect.any(Number) }]);
});
