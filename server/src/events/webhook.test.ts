import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { Webhook as Verifier } from 'standardwebhooks';
import { contractEvent } from '../../test/contract-event';
import { type FakeUpstream, type Reply, refusingUrl, startFakeUpstream } from '../../test/fake-upstream';
import { waitFor } from '../../test/wait';
import { createMerchantCalls } from './merchant-calls';
import { createWebhook, type Webhook } from './webhook';

const secret = randomBytes(32);
const event = contractEvent();

let receiver: FakeUpstream;
let webhook: Webhook;
beforeEach(async () => {
  receiver = await startFakeUpstream();
  webhook = createWebhook({ url: `${receiver.url}/events?key=s3cr3t`, secrets: [secret] });
});
afterEach(async () => {
  await webhook.close();
  await receiver.close();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const call = () => ({ signal: new AbortController().signal, attempt: 1 });
const post = (to = webhook, signal = new AbortController().signal, told = event) =>
  to.onContractSigned(told, { signal, attempt: 1 });
const hostOf = (url: string) => new URL(url).host;
const verify = (key: Buffer, { body, headers } = receiver.requests.at(-1)!) =>
  new Verifier(`whsec_${key.toString('base64')}`).verify(body, headers as Record<string, string>);

it('posts the event as JSON, signed so that Standard Webhooks’ own library believes it', async () => {
  const before = Math.floor(Date.now() / 1000);
  await post();
  const [{ method, path, headers, body }] = receiver.requests as [(typeof receiver.requests)[0]];
  expect([method, path]).toEqual(['POST', '/events?key=s3cr3t']);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': event.eventId,
    'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
  });
  const timestamp = Number(headers['webhook-timestamp']);
  expect(timestamp).toBeGreaterThanOrEqual(before);
  expect(timestamp).toBeLessThanOrEqual(Date.now() / 1000);
  expect(JSON.parse(body)).toEqual(event);
  expect(verify(secret)).toEqual(event);
  expect(() => verify(randomBytes(32))).toThrow();

  await webhook.onContractTerminated({ ...event, type: 'contract.terminated' }, call());
  expect(verify(secret)).toMatchObject({ type: 'contract.terminated' });
});

it('pings with what no receiver knows, signed all the same, and gives the status of its answer', async () => {
  receiver.reply = () => ({ status: 401 });
  expect(await webhook.ping(call().signal)).toBe(401);
  const ping = verify(secret);
  expect(ping).toEqual({ type: 'ping', eventId: expect.any(String), occurredAt: expect.any(String) });
  expect(receiver.requests[0]!.headers['webhook-id']).toBe((ping as { eventId: string }).eventId);
});

it('signs the bytes that it sends, whatever characters the event has', async () => {
  const told = { ...event, appId: '“微信”\u2028😀\\"', openid: 'é' };
  await post(webhook, undefined, told);
  expect(verify(secret)).toEqual(told);
});

it('signs each attempt afresh: one that comes again later is not stale', async () => {
  receiver.reply = () => ({ status: 500 });
  await expect(post()).rejects.toThrow();
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  receiver.reply = () => ({});
  await post();
  const [first, second] = receiver.requests.map(({ headers }) => headers);
  expect(second!['webhook-id']).toBe(first!['webhook-id']);
  expect(Number(second!['webhook-timestamp'])).toBeGreaterThanOrEqual(
    Number(first!['webhook-timestamp']) + 3_600,
  );
  expect(verify(secret)).toEqual(event);
});

it('signs with both secrets while one takes the other’s place', async () => {
  const next = randomBytes(24);
  const rotating = createWebhook({ url: receiver.url, secrets: [next, secret] });
  await post(rotating);
  for (const key of [secret, next]) expect(verify(key)).toEqual(event);
  expect(receiver.requests[0]!.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  await rotating.close();
});

it.each([200, 201, 202, 204, 299])('takes %d for taken', async (status) => {
  receiver.reply = () => ({ status });
  await post();
});

it.each<[string, Reply, string]>([
  ['301', { status: 301, headers: { location: '/elsewhere' } }, 'answered 301: redirects are not followed'],
  ['302', { status: 302, headers: { location: '/elsewhere' } }, 'answered 302: redirects are not followed'],
  ['307', { status: 307, headers: { location: '/elsewhere' } }, 'answered 307: redirects are not followed'],
  ['304', { status: 304 }, 'answered 304'],
  ['400', { status: 400 }, 'answered 400'],
  ['404', { status: 404, body: 'openid=oYobu0MVnQfWpSMOYJz2AHPG_gQw' }, 'answered 404'],
  ['410', { status: 410 }, 'answered 410'],
  ['429', { status: 429, headers: { 'retry-after': '3600' } }, 'answered 429'],
  ['500', { status: 500 }, 'answered 500'],
  ['an early close', 'reset', ': the connection ended before an answer'],
  ['what is not HTTP', 'garbage', ': the answer could not be read'],
])('fails for %s, says so, and asks nothing else', async (_, reply, says) => {
  receiver.reply = () => reply;
  const failed = await post().catch((error: Error) => error);
  const { message } = failed as Error;
  expect(message).toMatch(new RegExp(`^webhook ${hostOf(receiver.url)}`));
  expect(message).toContain(says);
  expect(message).not.toMatch(/s3cr3t|events|oYobu|elsewhere/);
  expect((failed as Error).cause).toBeUndefined();
  expect(receiver.requests).toHaveLength(1);
});

it('fails when nobody listens there', async () => {
  const url = await refusingUrl();
  const nowhere = createWebhook({ url: `${url}/?key=s3cr3t`, secrets: [secret] });
  await expect(post(nowhere)).rejects.toThrow(`webhook ${hostOf(url)}: could not connect (ECONNREFUSED)`);
  await nowhere.close();
});

it('is not stopped by anything that the receiver says', async () => {
  const answers = [410, 404, 301, 500];
  receiver.reply = (_request, attempt) => ({ status: answers[attempt - 1] ?? 204 });
  for (const _ of answers) await expect(post()).rejects.toThrow();
  await post();
});

it.each<Reply>(['stall', 'break'])(
  'goes by the status, even if the rest of the answer fails (%s)',
  async (reply) => {
    receiver.reply = () => reply;
    await post();
  },
);

it('waits for a receiver that hangs until its time is over, and then says who did not answer', async () => {
  receiver.reply = () => 'hang';
  const end = new AbortController();
  const posting = post(webhook, end.signal);
  await waitFor('the request', () => receiver.requests.length === 1);
  end.abort(new Error('time is over'));
  await expect(posting).rejects.toThrow(`webhook ${hostOf(receiver.url)}: no answer in time`);
});

it('does not keep 50 others waiting for 50 that hang, and ends all at the close', async () => {
  const hangs = (id: number) => ({ ...event, eventId: `c${id}-signed`, outContractCode: `c${id}` });
  receiver.reply = ({ headers }) => (Number(/\d+/.exec(String(headers['webhook-id']))) < 50 ? 'hang' : {});
  const all = Array.from({ length: 100 }, (_, id) => post(webhook, undefined, hangs(id)));
  const ends = Promise.allSettled(all.slice(0, 50));
  await Promise.all(all.slice(50));
  await webhook.close();
  expect((await ends).map(({ status }) => status)).toEqual(Array(50).fill('rejected'));
  expect(receiver.requests).toHaveLength(100);
});

it('is named where its calls fail, instead of a function that is not called', async () => {
  const calls = createMerchantCalls({
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
    receiver: webhook.name,
  });
  const received = new Promise<void>((resolve) => {
    receiver.reply = () => {
      resolve();
      return 'hang';
    };
  });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const running = calls.run(
    event,
    1,
    (call) => webhook.onContractSigned(event, call),
    async () => {},
  );
  await received;
  await jest.advanceTimersByTimeAsync(30_000);
  expect(await running).toMatchObject({
    outcome: 'failed',
    error: { message: `webhook ${hostOf(receiver.url)} did not answer within 30 s` },
  });
});

async function listen(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A receiver that answers with a status at once and then never ends. */
async function startTalker(status: number) {
  let written = 0;
  let isDropped = false;
  const talk = (response: ServerResponse) => {
    for (let takesMore = true; takesMore && !response.destroyed; written += 16 * 1024) {
      takesMore = response.write(Buffer.alloc(16 * 1024));
    }
    response.once('drain', () => talk(response));
  };
  const server = await listen((request, response) => {
    request.resume();
    response.on('close', () => {
      isDropped = true;
    });
    response.writeHead(status);
    talk(response);
  });
  return { ...server, written: () => written, isDropped: () => isDropped };
}

it.each([
  [200, 'taken'],
  [500, 'answered 500'],
])('drops a connection on which %d comes with an answer without end', async (status, outcome) => {
  const talker = await startTalker(status);
  const to = createWebhook({ url: talker.url, secrets: [secret] });
  const ended = await post(to).then(
    () => 'taken',
    (error: Error) => error.message,
  );
  expect(ended).toContain(outcome);
  await waitFor('the connection to be dropped', talker.isDropped);
  // What the system holds between the two is read by nobody.
  expect(talker.written()).toBeLessThan(16 * 1024 * 1024);
  await to.close();
  await talker.close();
});

it('reads a short answer to its end, and uses the connection again', async () => {
  receiver.reply = () => ({ body: 'x'.repeat(60 * 1024) });
  await post();
  await waitFor('the connection to be free', async () => {
    await post();
    return receiver.connections() < receiver.requests.length;
  });
});

it('ends its connections at the close', async () => {
  const server = await listen((request, response) => void request.resume().on('end', () => response.end()));
  const to = createWebhook({ url: server.url, secrets: [secret] });
  await post(to);
  expect(await server.open()).toBe(1);
  await to.close();
  await waitFor('the connection to end', async () => (await server.open()) === 0);
  await server.close();
});
