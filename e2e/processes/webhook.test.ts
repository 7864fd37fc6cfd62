import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ContractEvent } from '@contract-kit/server';
import { Webhook } from 'standardwebhooks';
import { root } from '../../tools/bootstrap/root.mjs';
import { redisUrl, startWorld, type World, waitFor } from '../kit';
import { startLocalServer } from '../kit/local-server';
import { startCommand } from './command';
import { type ServerProcess, startServer } from './server-process';

/* A merchant whose own system is in another language: a whole signing through the program itself, events and all. */

const [old, next] = [randomBytes(32), randomBytes(32)].map((key) => `whsec_${key.toString('base64')}`) as [
  string,
  string,
];

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  event: ContractEvent;
}

/** Takes what is signed with its secret, and answers 401 to the rest; it may be out of order. */
async function startReceiver() {
  const received: Received[] = [];
  const taken: ContractEvent[] = [];
  const set = { secret: old, status: 204 };
  const server = await startLocalServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { headers } = request;
    received.push({ headers, body, event: JSON.parse(body) });
    try {
      const event = new Webhook(set.secret).verify(body, headers as Record<string, string>);
      if (set.status === 204) taken.push(event as ContractEvent);
      response.writeHead(set.status, set.status === 307 ? { location: '/elsewhere' } : {}).end();
    } catch {
      response.writeHead(401).end();
    }
  });
  return { ...server, received, taken, set };
}

let world: World;
let server: ServerProcess;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  world = await startWorld();
  receiver = await startReceiver();
});
afterAll(async () => {
  await server?.kill();
  await receiver?.close();
  await world?.close();
});

/** Starts the program, instead of the one before. */
async function start(MERCHANT_WEBHOOK_SECRET: string) {
  await server?.kill();
  const MERCHANT_WEBHOOK_URL = `${receiver.url}/contract-events?key=s3cr3t`;
  server = await startServer(await world.env({ MERCHANT_WEBHOOK_URL, MERCHANT_WEBHOOK_SECRET }));
}

const taken = (outContractCode: string, type: ContractEvent['type']) =>
  waitFor(`${type} to be taken`, () =>
    receiver.taken.find((event) => event.outContractCode === outContractCode && event.type === type),
  );
const failed = (outContractCode: string) =>
  server.logged({ event: 'merchant-event', outContractCode, outcome: 'failed' });

/** Somebody signs. */
async function sign() {
  const user = (await world.login(server)).client(server);
  const { outContractCode } = (await user.create()).body;
  await world.control.sign(outContractCode);
  return { user, outContractCode };
}

it('has a signature and an end taken, in this order, by a receiver that was out of order', async () => {
  await start(old);
  receiver.set.status = 503;
  const { user, outContractCode } = await sign();
  const { err } = await failed(outContractCode);
  const host = new URL(receiver.url).host;
  expect(err).toMatchObject({ message: `webhook ${host} answered 503` });

  const command = startCommand(root, ['events', '--json'], {
    REDIS_URL: redisUrl(),
    REDIS_PREFIX: world.key(''),
  });
  await command.exited;
  expect(JSON.parse(command.said())).toMatchObject({
    events: [{ type: 'contract.signed', outContractCode, lastError: `webhook ${host} answered 503` }],
  });

  receiver.set.status = 204;
  const signed = await taken(outContractCode, 'contract.signed');
  await user.terminate(outContractCode);
  await taken(outContractCode, 'contract.terminated');
  expect(receiver.taken.map(({ eventId }) => eventId)).toEqual([
    `${outContractCode}-signed`,
    `${outContractCode}-terminated`,
  ]);
  expect(signed).toMatchObject({ contractStatus: 'signed', subMchid: expect.any(String) });

  // One event by its id, however often it came; each attempt has a time and a signature of its own.
  const attempts = receiver.received.filter(({ event }) => event.eventId === signed.eventId);
  expect(attempts.length).toBeGreaterThan(1);
  for (const { headers } of attempts) expect(headers['webhook-id']).toBe(signed.eventId);
  const times = attempts.map(({ headers }) => Number(headers['webhook-timestamp']));
  expect(times.at(-1)).toBeGreaterThan(times[0]!);
  expect(JSON.stringify(server.logs) + server.output()).not.toContain('s3cr3t');
});

it('follows no redirect, and delivers when the receiver is there again', async () => {
  receiver.set.status = 307;
  const { outContractCode } = await sign();
  expect((await failed(outContractCode)).err).toMatchObject({
    message: expect.stringContaining('answered 307: redirects are not followed'),
  });
  receiver.set.status = 204;
  await taken(outContractCode, 'contract.signed');
});

it('has every event taken while the secret is changed, on whichever side first', async () => {
  await start(`${next},${old}`);
  await taken((await sign()).outContractCode, 'contract.signed');
  receiver.set.secret = next;
  await taken((await sign()).outContractCode, 'contract.signed');
  await start(next);
  await taken((await sign()).outContractCode, 'contract.signed');
  expect(server.logs.filter(({ outcome }) => outcome === 'failed')).toEqual([]);

  // Whoever has only the old one refuses; nothing is lost by it.
  receiver.set.secret = old;
  const { outContractCode } = await sign();
  expect((await failed(outContractCode)).err).toMatchObject({
    message: expect.stringContaining('answered 401'),
  });
  receiver.set.secret = next;
  await taken(outContractCode, 'contract.signed');
});
