import { startWorld, type World, waitFor } from '../kit';
import { startMerchant } from './merchant';
import { startRedisProxy } from './redis-proxy';
import { type ServerProcess, startServer } from './server-process';

const closings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closings.reverse()) await close();
});

async function openWorld(options?: Parameters<typeof startWorld>[0]): Promise<World> {
  const world = await startWorld(options);
  closings.push(() => world.close());
  return world;
}

async function start(...args: Parameters<typeof startServer>): Promise<ServerProcess> {
  const server = await startServer(...args);
  closings.push(() => server.kill());
  return server;
}

/** A server that is killed in the moment in which it sends Redis a command with a certain text. */
async function startDoomed(env: Record<string, string>) {
  const proxy = await startRedisProxy();
  closings.push(() => proxy.close());
  const server = await start({ ...env, REDIS_URL: proxy.url });
  return {
    ...server,
    killWhenItSends: (text: string) => proxy.trap(text, () => void server.kill()),
  };
}

const delivered = (outContractCode: string) => ({
  event: 'merchant-event',
  outContractCode,
  name: 'signed',
  outcome: 'delivered',
});

/** A server is killed while the merchant's function runs in it, and another takes up its job. */
async function killWhileItTells() {
  const world = await openWorld();
  const merchant = await startMerchant();
  closings.push(() => merchant.close());
  const env = await world.env({ MERCHANT_URL: merchant.url });
  const killed = await start(env, 'merchant');
  const user = await world.login(killed);
  const { outContractCode } = (await user.client(killed).create()).body;
  merchant.hold();
  await world.control.sign(outContractCode);
  await waitFor('the merchant to be called', () => merchant.told.length === 1);
  await killed.kill();
  merchant.release();
  const other = await start({ ...env, PORT: (await world.env()).PORT! }, 'merchant');
  const marks = () => world.redis.hkeys(world.key(`signing:{${outContractCode}}`));
  expect(await marks()).not.toContain('deliveredSigned');
  await waitFor('the event to come again', async () => (await marks()).includes('deliveredSigned'));
  const told = merchant.told.map(({ eventId }) => eventId);
  return { killed, other, told, eventId: `${outContractCode}-signed` };
}

// The lock of what was running ends after 30 s: begun first, looked at last.
let takenUp: ReturnType<typeof killWhileItTells>;
beforeAll(() => {
  takenUp = killWhileItTells();
  takenUp.catch(() => {});
});

describe('killed between merge and event', () => {
  it('tells the merchant when WeChat Pay sends the notification again', async () => {
    const world = await openWorld();
    await world.control.clock({ scale: 0 });
    const env = await world.env();
    const doomed = await startDoomed(env);
    const user = await world.login(doomed);
    const { outContractCode } = (await user.client(doomed).create()).body;
    doomed.killWhenItSends(`${outContractCode}-signed`);
    await world.control.sign(outContractCode);
    expect(await doomed.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await world.redis.hkeys(world.key(`signing:{${outContractCode}}`))).toContain('confirmed');
    expect(await world.job('events', `${outContractCode}-signed`)).toEqual({});

    const restarted = await start(env);
    expect((await user.client(restarted).get(outContractCode)).body.status).toBe('signed');
    await world.control.clock({ advanceSeconds: 15 });
    await restarted.logged(delivered(outContractCode));
    const [sent] = await world.control.notifications({ outContractCode, wait: 10, attempts: 2 });
    expect(sent!.attempts.map(({ status }) => status)).toEqual([null, 204]);
  });

  it('delivers the event when another server queries, without that', async () => {
    const world = await openWorld();
    await world.control.clock({ scale: 0 });
    const env = await world.env();
    const [doomed, other] = await Promise.all([startDoomed(env), start(await world.env())]);
    const user = await world.login(other);
    const { outContractCode } = (await user.client(doomed).create()).body;
    await user.client(doomed).launch(outContractCode);
    doomed.killWhenItSends(`${outContractCode}-signed`);
    await world.control.sign(outContractCode);
    await doomed.exited;
    expect(other.logs.filter(({ event }) => event === 'merchant-event')).toEqual([]);

    const returned = await user.client(other).return(outContractCode);
    expect(returned.body.status).toBe('signed');
    await other.logged(delivered(outContractCode));
  });

  it('tells the merchant by a job that was there before, without anybody’s doing', async () => {
    const world = await openWorld();
    await world.control.clock({ scale: 0 });
    const [doomed, other] = await Promise.all([startDoomed(await world.env()), start(await world.env())]);
    const user = await world.login(other);
    const { outContractCode } = (await user.client(doomed).create()).body;
    await user.client(other).return(outContractCode);
    doomed.killWhenItSends(`${outContractCode}-signed`);
    await world.control.sign(outContractCode);
    await doomed.exited;
    await other.logged(delivered(outContractCode));
  });
});

describe('killed between pre-sign and answer', () => {
  /** A signing that WeChat Pay knows and nobody here: the answer was on its way. */
  async function loseAnAnswer(world: World, env: Record<string, string>) {
    const doomed = await start(env);
    const user = await world.login(doomed);
    await world.control.faults([{ operation: 'preEntrustSign', kind: 'timeout', when: 'after', times: 1 }]);
    const post = user
      .client(doomed)
      .create()
      .catch(() => 'no answer');
    const { outContractCode } = await waitFor(
      'the pre-sign',
      async () => (await world.control.contracts())[0],
    );
    await doomed.kill();
    expect(await post).toBe('no answer');
    expect(await world.names(`signing:{${outContractCode}}`)).toEqual([]);
    return { user, outContractCode };
  }

  /** Where nothing was lost, the user would wait 30 s: as long as the one that was killed may have lived on. */
  async function endClaim(world: World) {
    const [claim] = await world.names('claim:*');
    const left = await world.redis.pttl(world.key(claim!));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(30_000);
    await world.redis.pexpire(world.key(claim!), 1);
    await waitFor('the end of the claim', async () => (await world.names('claim:*')).length === 0);
  }

  it('asks the user to wait, then gives a new signing', async () => {
    const world = await openWorld();
    // There before the other is killed: a slow machine may take longer for a start than the user has to wait.
    const next = await start(await world.env());
    const { user, outContractCode } = await loseAnAnswer(world, await world.env());
    const busy = await user.client(next).create();
    expect([busy.status, busy.error]).toEqual([503, 'busy']);
    expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await user.client(next).current()).status).toBe(404);

    await endClaim(world);
    const created = await user.client(next).create();
    expect(created.status).toBe(201);
    expect(created.body.outContractCode).not.toBe(outContractCode);
    expect((await user.client(next).current()).body.outContractCode).toBe(created.body.outContractCode);
  });

  it('gives a new signing when killed after the answer, before it was stored', async () => {
    const world = await openWorld();
    const env = await world.env();
    const doomed = await startDoomed(env);
    const user = await world.login(doomed);
    doomed.killWhenItSends('preSigned');
    await expect(user.client(doomed).create()).rejects.toThrow();
    await doomed.exited;
    expect(await world.names('user:*')).toHaveLength(1);
    expect(await world.names('signing:*')).toEqual([]);

    await endClaim(world);
    const restarted = await start(env);
    const created = await user.client(restarted).create();
    expect(created.status).toBe(201);
    await world.control.sign(created.body.outContractCode);
    await restarted.logged(delivered(created.body.outContractCode));
    expect((await user.client(restarted).contracts()).body.contracts).toHaveLength(1);
  });

  it('knows the contract all the same, should the user sign what was lost', async () => {
    const world = await openWorld();
    const env = await world.env();
    const { user, outContractCode } = await loseAnAnswer(world, env);
    const restarted = await start(env);
    await world.control.sign(outContractCode);
    await restarted.logged(delivered(outContractCode));
    expect((await user.client(restarted).contracts()).body.contracts).toMatchObject([
      { outContractCode, status: 'signed' },
    ]);
    const again = await user.client(restarted).create();
    expect([again.status, again.error]).toEqual([409, 'already_signed']);
  });

  it('finds such a contract by itself after the signing’s end, should the notification be lost too', async () => {
    const world = await openWorld({ simulator: { sessionLifetimeSeconds: 4 } });
    const env = await world.env({ SIGNING_LIFETIME_SECONDS: '4' });
    const { user, outContractCode } = await loseAnAnswer(world, env);
    await world.control.notify({ drop: true });
    await world.control.sign(outContractCode);
    const restarted = await start(env);
    expect((await user.client(restarted).contracts()).body.contracts).toEqual([]);
    await restarted.logged(delivered(outContractCode));
    expect((await user.client(restarted).contracts()).body.contracts).toMatchObject([{ outContractCode }]);
  });
});

it('killed while the merchant’s function runs: tells the merchant again, from another process', async () => {
  const { killed, other, told, eventId } = await takenUp;
  expect(told).toEqual([eventId, eventId]);
  expect(killed.logs.filter(({ event }) => event === 'merchant-event')).toEqual([]);
  expect(other.logs.filter(({ event }) => event === 'merchant-event')).toMatchObject([
    { eventId, outcome: 'delivered', attempt: 1 },
  ]);
});
