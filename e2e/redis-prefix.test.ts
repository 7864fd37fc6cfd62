import { Redis } from 'ioredis';
import { type Kit, redisUrl, startKit } from './kit';

let one: Kit;
let other: Kit;
const heard = new Redis(redisUrl(), { lazyConnect: true });

beforeAll(async () => {
  [one, other] = await Promise.all([startKit(), startKit()]);
  await heard.connect();
});
afterAll(async () => {
  heard.disconnect();
  await Promise.all([one?.close(), other?.close()]);
});

/** But for what BullMQ keeps of its own accord. */
const names = async (kit: Kit) =>
  (await kit.redis.keys('*'))
    .filter((name) => name.includes(kit.prefix) && !name.includes(`${kit.prefix}jobs}:`))
    .sort();

it('keeps two servers on one Redis apart: names, logins, jobs, events and wake-ups', async () => {
  const wakeUps: string[][] = [];
  heard.on('message', (channel, message) => wakeUps.push([channel, message]));
  await heard.subscribe(`${one.prefix}changes`, `${other.prefix}changes`);
  const untouched = await names(other);
  const all = await one.redis.keys('*');

  const user = await one.login();
  const { outContractCode } = (await user.create()).body;
  await user.launch(outContractCode);
  await user.return(outContractCode);
  await one.control.sign(outContractCode);
  await one.event(outContractCode, 'signed');

  expect(await names(other)).toEqual(untouched);
  const added = (await one.redis.keys('*')).filter((name) => !all.includes(name));
  expect(added.filter((name) => name.includes(outContractCode)).length).toBeGreaterThan(1);
  expect(added.filter((name) => name.includes(outContractCode) && !name.includes(one.prefix))).toEqual([]);
  expect(wakeUps).toContainEqual([`${one.prefix}changes`, outContractCode]);
  expect(wakeUps.filter(([channel]) => channel !== `${one.prefix}changes`)).toEqual([]);
  expect(other.events).toEqual([]);

  expect((await other.client(user.token).current()).status).toBe(401);
  const sameName = await other.login();
  expect((await sameName.get(outContractCode)).status).toBe(404);
  const own = await other.contract(sameName);
  expect(other.events.map((event) => event.outContractCode)).toEqual([own]);
  expect(one.events.map((event) => event.outContractCode)).toEqual([outContractCode]);
});
