import { startWorld, type World, waitFor } from '../kit';
import { type ServerProcess, startServer } from './server-process';

let world: World;
let one: ServerProcess;
let other: ServerProcess;

beforeAll(async () => {
  world = await startWorld();
  // As behind a load balancer, except that all notifications go to the first.
  const env = await world.env();
  [one, other] = await Promise.all([
    startServer(env),
    startServer({ ...(await world.env()), PUBLIC_URL: env.PUBLIC_URL! }),
  ]);
});
afterAll(async () => {
  await Promise.all([one?.kill(), other?.kill()]);
  await world?.close();
});

it('wakes a long poll on one when the notification comes to the other', async () => {
  const user = await world.login(one);
  const { outContractCode, version } = (await user.client(one).create()).body;
  const waiting = user.client(other).get(outContractCode, `?wait=30&after=${version}`);
  await world.control.sign(outContractCode);
  const signed = await waiting;
  expect(signed.body.status).toBe('signed');

  const merged = await one.logged({ event: 'fact', outContractCode, fact: 'confirmed' });
  const answered = await other.logged({
    event: 'request',
    method: 'GET',
    path: `/api/signings/${outContractCode}`,
  });
  // Sooner than a poll that nobody wakes would look again.
  expect(Date.parse(String(answered.time)) - Date.parse(String(merged.time))).toBeLessThan(2_000);
  expect(Number(answered.ms)).toBeLessThan(5_000);
});

it('shows on one what was done on the other', async () => {
  const user = await world.login(one);
  const created = await user.client(one).create();
  const { outContractCode } = created.body;
  expect((await user.client(other).create()).body.outContractCode).toBe(outContractCode);
  await user.client(other).launch(outContractCode, { outcome: 'opened', seq: 1 });
  expect((await user.client(one).current()).body).toMatchObject({ outContractCode, status: 'signing' });
  await user.client(one).logout();
  expect((await user.client(other).current()).status).toBe(401);
});

it('makes one pre-sign call of 20 posts at once over both', async () => {
  const user = await world.login(one);
  const before = (await world.control.contracts()).length;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => user.client(i % 2 ? one : other).create()),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
  expect(new Set(answers.map(({ body }) => body.outContractCode)).size).toBe(1);
  expect(await world.control.contracts()).toHaveLength(before + 1);
});

it('tells the merchant once, whichever server does it', async () => {
  const user = await world.login(one);
  const { outContractCode } = (await user.client(one).create()).body;
  await world.control.notify({ duplicate: 20 });
  await world.control.sign(outContractCode);
  await world.control.notifications({ outContractCode, state: 'delivered', wait: 10 });
  const told = () =>
    [...one.logs, ...other.logs].filter(
      (line) => line.event === 'merchant-event' && line.outContractCode === outContractCode,
    );
  await waitFor('no job left', async () => {
    return told().length > 0 && (await world.names(`jobs}:events:${outContractCode}*`)).length === 0;
  });
  expect(told()).toMatchObject([{ outcome: 'delivered', attempt: 1 }]);
});
