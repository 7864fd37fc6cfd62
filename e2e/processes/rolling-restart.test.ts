import { randomBytes } from 'node:crypto';
import { createClient, startWorld, type World, waitFor } from '../kit';
import { contractReport, createForger } from '../kit/wechatpay';
import { startBalancer } from './balancer';
import { type ServerProcess, startServer } from './server-process';

let world: World;
const servers: ServerProcess[] = [];
let balancer: Awaited<ReturnType<typeof startBalancer>>;

// As in production, but for the simulator.
const production = { SHUTDOWN_DELAY_SECONDS: '5', TRUST_PROXY: '1' };
const envs: Record<string, string>[] = [];

beforeAll(async () => {
  world = await startWorld();
  for (const _ of [1, 2]) envs.push(await world.env(production));
  for (const env of envs) servers.push(await startServer(env));
  balancer = await startBalancer(servers.map(({ url }) => url));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await balancer?.close();
  await world?.close();
});

it('three rolling restarts of two servers fail no poll, no post and no notification', async () => {
  await waitFor('both to be ready', () => servers.every(({ url }) => balancer.isReady(url)));
  const done = { polls: 0, posts: 0, notifications: 0 };
  const problems: unknown[] = [];
  const expectStatus = (what: string, answer: { status: number; error?: string }, ...wanted: number[]) => {
    if (!wanted.includes(answer.status)) problems.push([what, answer.status, answer.error]);
  };
  let stopped = false;
  /** Does it over and over; many do it at once. */
  const busy = async (act: () => Promise<void>) => {
    while (!stopped) await act().catch((error) => problems.push(String(error)));
  };
  const forge = await createForger(`${balancer.url}/notifications/wechatpay`);
  const someone = async () => {
    const code = await world.control.code(`user-${randomBytes(6).toString('hex')}`);
    const answer = await createClient(balancer.url).login(code);
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${answer.error}`);
    return createClient(balancer.url, answer.body.token);
  };

  /** Signs: a post, a report of each kind, and the notification that ends a poll. */
  const sign = async () => {
    const user = await someone();
    const created = await user.create();
    if (created.status !== 201) throw new Error(`create: ${created.status} ${created.error}`);
    const { outContractCode, version } = created.body;
    const launched = await user.launch(outContractCode);
    expectStatus('launch', launched, 200);
    const polling = user.get(outContractCode, `?wait=30&after=${launched.body.version ?? version}`);
    const [preSign] = await world.control.callsAbout(outContractCode, 'preEntrustSign');
    const resource = contractReport(preSign!.body!, envs[0]!.WECHATPAY_MCHID!);
    expectStatus('notification', await forge({ resource }), 204);
    const polled = await polling;
    expectStatus('poll', polled, 200);
    done.posts += 2;
    done.notifications += 1;
    done.polls += 1;
  };
  /** Waits for what does not happen. */
  const wait = async (user: ReturnType<typeof createClient>, code: string, version: string) => {
    const polled = await user.get(code, `?wait=30&after=${version}`);
    expectStatus('long poll', polled, 200);
    done.polls += 1;
  };
  const people = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const user = await someone();
      const { outContractCode, version } = (await user.create()).body;
      return { user, outContractCode, version };
    }),
  );
  const work = [
    ...people.map(({ user, outContractCode, version }) => busy(() => wait(user, outContractCode, version))),
    busy(sign),
  ];
  try {
    for (let round = 1; round <= 3; round++) {
      for (const [index, env] of envs.entries()) {
        const old = servers[index]!;
        const before = done.notifications;
        old.terminate();
        expect(await old.exited).toEqual({ code: 0, signal: null });
        servers[index] = await startServer(env);
        await waitFor('it to be ready', () => balancer.isReady(old.url));
        // The other one did the work meanwhile.
        expect(done.notifications).toBeGreaterThan(before);
      }
    }
  } finally {
    stopped = true;
    // What they wait for happens.
    await Promise.all(people.map(({ user, outContractCode }) => user.launch(outContractCode)));
    await Promise.all(work);
  }
  expect(balancer.failures).toEqual([]);
  expect(problems).toEqual([]);
  expect(done.polls).toBeGreaterThan(20);
});
