import { freePort, startWorld, type World, waitFor } from '../kit';
import { startMerchant } from './merchant';
import { startRedisProxy } from './redis-proxy';
import { type ServerProcess, startServer } from './server-process';

let world: World;
let server: ServerProcess;
let merchant: Awaited<ReturnType<typeof startMerchant>>;

beforeAll(async () => {
  world = await startWorld();
  merchant = await startMerchant();
});
afterEach(async () => {
  merchant.release();
  await server?.kill();
});
afterAll(async () => {
  await merchant?.close();
  await world?.close();
});

const start = async (changed: Record<string, string> = {}) => {
  const METRICS_PORT = String(await freePort());
  const env = await world.env({ MERCHANT_URL: merchant.url, METRICS_PORT, ...changed });
  server = await startServer(env, 'merchant');
  return server;
};

const readiness = async () => {
  const response = await fetch(`${server.url}/readyz`, { headers: { connection: 'close' } });
  return { status: response.status, body: await response.json() };
};

const isListening = () =>
  fetch(`${server.url}/healthz`).then(
    () => true,
    () => false,
  );

const logged = (event: string) => server.logs.filter((line) => line.event === event);

it('ends at once, with 0, when nothing is under way', async () => {
  await start();
  expect(await readiness()).toEqual({
    status: 200,
    body: { status: 'ready', redis: true, wechatPay: true, starting: false, draining: false },
  });
  server.terminate();
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(logged('closed')).toHaveLength(1);
  expect(server.output()).toBe('');
});

it('answers every long poll as things stand', async () => {
  await start();
  const user = await world.login(server);
  const { outContractCode, version } = (await user.client(server).create()).body;
  const polls = Array.from({ length: 4 }, () =>
    user.client(server).get(outContractCode, `?wait=30&after=${version}`),
  );
  await waitFor('them to wait', async () => {
    return /^long_polls 4$/m.test(await server.metrics());
  });
  server.terminate();
  const told = performance.now();
  for (const { status, body, headers } of await Promise.all(polls)) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ outContractCode, version, status: 'ready' });
    expect(headers.get('connection')).toBe('close');
  }
  // Not when their 30 s are over.
  expect(performance.now() - told).toBeLessThan(20_000);
  expect(await server.exited).toEqual({ code: 0, signal: null });
});

/** Two people who wait, with four polls each: when each is answered, in ms from now, and how. */
async function waiters() {
  const polls: Promise<{ at: number; status: number; connection: string | null }>[] = [];
  let start = 0;
  for (let person = 0; person < 2; person++) {
    const user = await world.login(server);
    const { outContractCode, version } = (await user.client(server).create()).body;
    for (let i = 0; i < 4; i++) {
      const poll = user.client(server).get(outContractCode, `?wait=30&after=${version}`);
      polls.push(
        poll.then(({ status, headers }) => ({
          at: performance.now() - start,
          status,
          connection: headers.get('connection'),
        })),
      );
    }
  }
  await waitFor('them to wait', async () => /^long_polls 8$/m.test(await server.metrics()));
  start = performance.now();
  return Promise.all(polls);
}

it('serves on for SHUTDOWN_DELAY_SECONDS, not ready, and spreads the answers to those who wait over it', async () => {
  const delayMs = 4_000;
  await start({ SHUTDOWN_DELAY_SECONDS: String(delayMs / 1000) });
  const user = await world.login(server);
  const waiting = waiters();
  await waitFor('them to wait', async () => /^long_polls 8$/m.test(await server.metrics()));
  const asked = performance.now();
  server.terminate();
  await server.logged({ event: 'draining' });
  expect(await readiness()).toMatchObject({ status: 503, body: { draining: true } });
  const created = await user.client(server).create();
  expect([created.status, created.headers.get('connection')]).toEqual([201, 'close']);
  // Whoever comes now waits as well, and not beyond the end.
  const late = user
    .client(server)
    .get(created.body.outContractCode, `?wait=30&after=${created.body.version}`);

  const answers = await waiting;
  expect(answers.map(({ status, connection }) => [status, connection])).toEqual(
    Array(8).fill([200, 'close']),
  );
  const times = answers.map(({ at }) => at).sort((a, b) => a - b);
  // Each has an eighth of the delay, and a busy machine may be late.
  for (const [index, at] of times.entries()) expect(at).toBeGreaterThan((index * delayMs) / 8 - 100);
  expect((await late).status).toBe(200);
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeGreaterThan(delayMs - 100);
});

// On Windows nothing can ask twice.
if (process.platform !== 'win32') {
  it('leaves out the rest of the delay when it is asked again, and cuts nobody off', async () => {
    await start({ SHUTDOWN_DELAY_SECONDS: '60' });
    const waiting = waiters();
    await waitFor('them to wait', async () => /^long_polls 8$/m.test(await server.metrics()));
    const user = await world.login(server);
    await world.control.faults([{ operation: 'preEntrustSign', delayMs: 3_000, times: 1 }]);
    const post = user.client(server).create();
    await waitFor('the pre-sign', async () =>
      (await world.control.requests()).some(({ status }) => status === null),
    );
    server.terminate();
    await server.logged({ event: 'draining' });
    server.terminate();
    expect((await post).status).toBe(201);
    expect((await waiting).map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
}

it('answers what was asked, and says meanwhile that it is not ready', async () => {
  await start();
  const user = await world.login(server);
  await world.control.faults([{ operation: 'preEntrustSign', delayMs: 4_000, times: 1 }]);
  const post = user.client(server).create();
  await waitFor('the pre-sign', async () =>
    (await world.control.requests()).some(({ status }) => status === null),
  );
  server.terminate();
  await server.logged({ event: 'draining' });
  expect(await readiness()).toEqual({
    status: 503,
    body: { status: 'not ready', redis: true, wechatPay: true, starting: false, draining: true },
  });
  expect((await post).status).toBe(201);
  expect(await server.exited).toEqual({ code: 0, signal: null });
});

it('waits for the merchant’s function, and says meanwhile that it is not ready', async () => {
  await start();
  const user = await world.login(server);
  const { outContractCode } = (await user.client(server).create()).body;
  merchant.hold();
  await world.control.sign(outContractCode);
  await waitFor('the merchant to be called', () =>
    merchant.told.find((event) => event.outContractCode === outContractCode),
  );
  server.terminate();
  await server.logged({ event: 'draining' });
  expect(await readiness()).toMatchObject({ status: 503, body: { draining: true } });
  expect((await user.client(server).get(outContractCode)).body.status).toBe('signed');
  expect(logged('merchant-event')).toEqual([]);

  merchant.release();
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(logged('merchant-event')).toMatchObject([{ outContractCode, outcome: 'delivered' }]);
  expect(await world.redis.hkeys(world.key(`signing:{${outContractCode}}`))).toContain('deliveredSigned');
  expect(await world.names(`jobs}:events:${outContractCode}*`)).toEqual([]);
  expect(await isListening()).toBe(false);
});

it('leaves the jobs that are not yet due to the next process', async () => {
  const env = await world.env({ MERCHANT_URL: merchant.url });
  server = await startServer(env, 'merchant');
  const user = await world.login(server);
  const { outContractCode } = (await user.client(server).create()).body;
  await user.client(server).launch(outContractCode);
  await user.client(server).return(outContractCode);
  server.terminate();
  expect(await server.exited).toEqual({ code: 0, signal: null });

  await world.control.notify({ drop: true });
  await world.control.sign(outContractCode);
  await world.control.notify({});
  server = await startServer(env, 'merchant');
  await server.logged({ event: 'fact', outContractCode, fact: 'confirmed' });
  await waitFor('the merchant to be told', () =>
    merchant.told.some((event) => event.outContractCode === outContractCode),
  );
  expect((await user.client(server).get(outContractCode)).body.status).toBe('signed');
});

it('ends also while Redis is away', async () => {
  const proxy = await startRedisProxy();
  await start({ REDIS_URL: proxy.url });
  await proxy.close();
  await waitFor('the server to notice', async () => (await readiness()).status === 503);
  expect(await readiness()).toMatchObject({ status: 503, body: { redis: false, draining: false } });
  server.terminate();
  expect(await server.exited).toEqual({ code: 0, signal: null });
});
