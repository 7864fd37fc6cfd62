import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createSimulator } from '../index';
import { type Line, openEvents } from '../testing/events';
import { startBench } from '../testing/start';

const bench = startBench();
const control: (typeof bench.merchant)['control'] = (...call) => bench.merchant.control(...call);

let reader: Awaited<ReturnType<typeof openEvents>>;
beforeEach(async () => {
  reader = await openEvents(bench.simulator.url);
});
afterEach(() => reader.close());

const isA = (type: string) => (line: Line) => line.type === type;
const only = (type: string) => reader.lines.filter(isA(type));

test('is JSON by the line, and greets', () => {
  expect(reader.response.headers['content-type']).toMatch(/^application\/x-ndjson/);
  expect(reader.lines).toEqual([{ type: 'hello' }]);
});

test('tells of a request with its answer, once it is answered', async () => {
  const { code } = await bench.merchant.preEntrustSign();
  await bench.merchant.call('GET', bench.merchant.paths.contract(code));
  await reader.until(({ request }) => (request as { status?: number })?.status === 403);
  expect(only('request')).toMatchObject([
    {
      request: {
        operation: 'preEntrustSign',
        status: 200,
        ms: expect.any(Number),
        body: { out_contract_code: code },
        answer: { pre_entrustweb_id: expect.any(String) },
      },
    },
    {
      request: {
        operation: 'queryContract',
        code: 'CONTRACT_NOT_EXIST',
        answer: { code: 'CONTRACT_NOT_EXIST' },
      },
    },
  ]);
});

test('tells of a request that was left without an answer', async () => {
  await control('PUT', '/faults', [{ operation: 'certificates', kind: 'reset' }]);
  await expect(bench.merchant.call('GET', '/v3/certificates')).rejects.toThrow();
  await reader.until(isA('request'));
  expect(only('request')).toMatchObject([
    { request: { status: null, ms: null, answer: null, fault: 'reset' } },
  ]);
});

test('keeps the secrets of a login to itself', async () => {
  const { env } = bench.merchant;
  const { code } = await control<{ code: string }>('POST', '/codes', { user: 'ming' });
  const query = new URLSearchParams({
    appid: env.SUB_APPID!,
    secret: env.LOGIN_APP_SECRET!,
    js_code: code,
    grant_type: 'authorization_code',
  });
  const { json } = await bench.merchant.send('GET', `/sns/jscode2session?${query}`, {});
  const told = JSON.stringify(await reader.until(isA('request')));
  expect(told).toContain(json.openid);
  for (const secret of [code, env.LOGIN_APP_SECRET, json.session_key]) expect(told).not.toContain(secret);
});

test('tells of each attempt to notify, decrypted, with the state after it', async () => {
  bench.receiver.statuses.push(500, 204);
  const { code } = await bench.merchant.preEntrustSign({ notify_url: bench.receiver.url });
  await control('POST', `/contracts/${code}/sign`);
  await reader.until(({ number }) => number === 1);
  await control('PUT', '/clock', { advanceSeconds: 16 });
  await reader.until(({ number }) => number === 2);
  const notification = {
    outContractCode: code,
    resource: { out_contract_code: code, contract_state: 'SIGNED' },
  };
  expect(only('notification')).toMatchObject([
    { number: 1, attempt: { status: 500 }, notification: { ...notification, state: 'waiting' } },
    { number: 2, attempt: { status: 204 }, notification: { ...notification, state: 'delivered' } },
  ]);
});

test('counts the copies of a notification', async () => {
  await control('PUT', '/notifications', { duplicate: 2 });
  await control('POST', '/notifications', { url: bench.receiver.url });
  await reader.until(({ number }) => number === 3);
  expect(only('notification').map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('tells of a notification that is never sent', async () => {
  await control('POST', '/notifications', { url: 'https://merchant.example/notifications' });
  await control('PUT', '/notifications', { drop: true });
  await control('POST', '/notifications', { url: bench.receiver.url });
  await reader.until(({ notification }) => (notification as { state?: string })?.state === 'dropped');
  expect(only('notification')).toMatchObject([
    { number: 0, attempt: null, notification: { state: 'notLoopback' } },
    { number: 0, attempt: null, notification: { state: 'dropped' } },
  ]);
});

test('tells what is done to sessions and contracts, before the notification of it', async () => {
  await control('PUT', '/notifications', { drop: true });
  const { code, id } = await bench.merchant.preEntrustSign();
  for (const action of ['abandon', 'fail', 'sign']) await control('POST', `/sign-sessions/${id}/${action}`);
  await control('POST', `/contracts/${code}/terminate`);
  const expired = await bench.merchant.preEntrustSign();
  await control('POST', `/contracts/${expired.code}/expire`);
  const lines = await reader.until(({ action }) => action === 'expire');
  const about = { type: 'action', at: expect.stringMatching(/Z$/), outContractCode: code, mode: null };
  expect(lines.filter(({ type }) => type === 'action' || type === 'notification')).toMatchObject([
    { ...about, action: 'abandon' },
    { ...about, action: 'fail' },
    { ...about, action: 'sign' },
    { type: 'notification' },
    { ...about, action: 'terminate', mode: 'USER_TERMINATE' },
    { type: 'notification' },
    { ...about, action: 'expire', outContractCode: expired.code },
  ]);
});

test('an action that is refused is none', async () => {
  const { code } = await bench.merchant.preEntrustSign();
  await expect(control('POST', `/contracts/${code}/terminate`)).rejects.toThrow(/409/);
  await control('POST', '/reset');
  await reader.until(isA('reset'));
  expect(only('action')).toEqual([]);
});

test('a reset is the last that is heard of what was before it', async () => {
  bench.receiver.statuses.push(null);
  await control('POST', '/notifications', { url: bench.receiver.url });
  await control('PUT', '/faults', [{ operation: 'certificates', delayMs: 100 }]);
  const slow = bench.merchant.call('GET', '/v3/certificates');
  const asked = async () => (await control<{ requests: object[] }>('GET', '/requests')).requests;
  // In this order: each round must leave the event loop to the others.
  while ((await asked()).length === 0 || bench.receiver.received.length === 0);
  await control('POST', '/reset');
  await slow;
  await bench.merchant.preEntrustSign();
  const lines = await reader.until(
    ({ request }) => (request as { operation?: string })?.operation === 'preEntrustSign',
  );
  expect(lines.map(({ type }) => type)).toEqual(['hello', 'reset', 'request']);
});

test('a reader who goes, or does not read, is no trouble to the others', async () => {
  const gone = await openEvents(bench.simulator.url);
  gone.close();
  const request = get(`${bench.simulator.url}/_simulator/events`);
  const [slow] = (await once(request, 'response')) as [IncomingMessage];
  await control('PUT', '/notifications', { drop: true });
  const resource = { text: 'x'.repeat(60_000) };
  // More than the operating system holds for a connection.
  for (let sent = 0; sent < 400; sent += 1)
    await control('POST', '/notifications', { url: bench.receiver.url, resource });
  await control('POST', '/reset');
  await reader.until(isA('reset'));
  expect(only('notification')).toHaveLength(400);
  slow.resume();
  await expect(once(slow, 'end')).rejects.toThrow('aborted');
});

test('only those who ask for this machine by name may listen', async () => {
  expect(await bench.merchant.send('GET', '/_simulator/events', { Host: 'elsewhere.example' })).toMatchObject(
    {
      status: 403,
    },
  );
});

test('ends when the simulator closes', async () => {
  const simulator = await createSimulator();
  const other = await openEvents(simulator.url);
  await simulator.close();
  await other.closed;
  expect(other.response.complete).toBe(true);
  expect(other.lines).toEqual([{ type: 'hello' }]);
});
