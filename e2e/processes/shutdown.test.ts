import { waitFor } from '../kit';
import { startMerchant } from './merchant';
import { startRedisProxy } from './redis-proxy';
import { type ServerProcess, startServer } from './server-process';
import { startWorld, type World } from './world';

jest.setTimeout(60_000);

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
  server = await startServer(await world.env({ MERCHANT_URL: merchant.url, ...changed }), 'merchant');
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
    body: { status: 'ready', redis: true, wechatPay: true, draining: false },
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
  for (const { status, body, headers } of await Promise.all(polls)) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ outContractCode, version, status: 'ready' });
    expect(headers.get('connection')).toBe('close');
  }
  expect(await server.exited).toEqual({ code: 0, signal: null });
});

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
    body: { status: 'not ready', redis: true, wechatPay: true, draining: true },
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
