import {
  describeWithRedisServer,
  type RedisServer,
  startRedisServer,
} from '@contract-kit/server/testing/redis-server';
import { type Kit, send, startKit, waitFor } from './kit';

describeWithRedisServer('while Redis is away', () => {
  let redis: RedisServer;
  let kit: Kit;

  beforeAll(async () => {
    redis = await startRedisServer();
    kit = await startKit({ env: { REDIS_URL: redis.url } });
  });
  afterAll(() => kit.close());

  const isReady = async () => (await send(`${kit.url}/readyz`, 'GET')).status === 200;

  async function signer() {
    const user = await kit.login();
    const { outContractCode, version } = (await user.create()).body;
    return { ...user, outContractCode, version };
  }

  /** What requests of each kind come to, and after how many seconds at most. */
  async function askAll(user: Awaited<ReturnType<typeof signer>>) {
    const start = performance.now();
    const answers = await Promise.all([
      user.create(),
      user.current(),
      user.get(user.outContractCode),
      user.launch(user.outContractCode),
      user.return(user.outContractCode),
      user.contracts(),
      user.terminate(user.outContractCode),
      user.logout(),
      kit.client().login(await kit.control.code('somebody')),
    ]);
    return { answers, seconds: (performance.now() - start) / 1000 };
  }

  async function expectUnavailable(user: Awaited<ReturnType<typeof signer>>) {
    const { answers, seconds } = await askAll(user);
    expect(answers.map(({ status, error }) => [status, error])).toEqual(
      answers.map(() => [503, 'storage_unavailable']),
    );
    for (const { headers } of answers) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(4.9);
    expect(await isReady()).toBe(false);
    expect((await send(`${kit.url}/healthz`, 'GET')).status).toBe(200);
  }

  it('and hangs: requests and notifications get 5xx in time, and all goes on when it is back', async () => {
    const user = await signer();
    const waiting = user.get(user.outContractCode, `?wait=20&after=${user.version}`);
    redis.pause();
    const start = performance.now();
    await kit.control.sign(user.outContractCode);
    const [first] = await kit.control.notifications({
      outContractCode: user.outContractCode,
      attempts: 1,
      wait: 6,
    });
    expect(first!.attempts.map(({ status }) => status)).toEqual([503]);
    expect(performance.now() - start).toBeLessThan(4_900);
    await expectUnavailable(user);

    redis.resume();
    await waitFor('the server to be ready', isReady);
    await kit.control.clock({ advanceSeconds: 15 });
    await kit.event(user.outContractCode, 'signed');
    expect((await user.get(user.outContractCode)).body.status).toBe('signed');
    const woken = await waiting;
    expect([200, 503]).toContain(woken.status);
    expect(kit.told(user.outContractCode)).toHaveLength(1);
  });

  it('and comes back empty: nobody is logged in, and what was signed comes back with its notification', async () => {
    const user = await signer();
    await redis.kill();
    await expectUnavailable(user);
    await kit.control.sign(user.outContractCode);
    const [first] = await kit.control.notifications({
      outContractCode: user.outContractCode,
      attempts: 1,
      wait: 6,
    });
    expect(first!.attempts.map(({ status }) => status)).toEqual([503]);

    await redis.restart();
    await waitFor('the server to be ready', isReady);
    expect((await user.contracts()).status).toBe(401);
    await kit.control.clock({ advanceSeconds: 15 });
    expect(await kit.event(user.outContractCode, 'signed')).toMatchObject({ subMchid: '1900000109' });
    const returned = await kit.login();
    expect((await returned.create()).status).toBe(201);
  });
});
