import { startWorld, type World, waitFor } from '../kit';
import { type Mistake, startMerchant } from './merchant';
import { type ServerProcess, startServer } from './server-process';

let world: World;
let server: ServerProcess;
let merchant: Awaited<ReturnType<typeof startMerchant>>;

beforeAll(async () => {
  world = await startWorld();
  merchant = await startMerchant();
  await start();
});
afterAll(async () => {
  await server?.kill();
  await merchant?.close();
  await world?.close();
});

async function start() {
  server = await startServer(await world.env({ MERCHANT_URL: merchant.url }), 'merchant');
}

/** Somebody signs, and the merchant's function makes a mistake. */
async function signWith(mistake: Mistake): Promise<string> {
  merchant.answer(mistake);
  const user = await world.login(server);
  const { outContractCode } = (await user.client(server).create()).body;
  await world.control.sign(outContractCode);
  await waitFor('the merchant to be called', () =>
    merchant.told.some((event) => event.outContractCode === outContractCode),
  );
  return outContractCode;
}

it.each([
  ['throw', 'escaped as a throw'],
  ['reject', 'escaped as a rejection'],
] as const)(
  'survives an error that escapes the merchant’s function (%s): the attempt fails, and is made again',
  async (mistake, message) => {
    const outContractCode = await signWith(mistake);
    const eventId = `${outContractCode}-signed`;
    const escaped = await server.logged({ event: 'merchant-error', eventId });
    expect(escaped).toMatchObject({ level: 'error', outContractCode, attempt: 1, err: { message } });
    const failed = await server.logged({ event: 'merchant-event', eventId, outcome: 'failed' });
    expect(failed).toMatchObject({ attempt: 1, err: { message } });

    merchant.answer('');
    const delivered = await server.logged({ event: 'merchant-event', eventId, outcome: 'delivered' });
    expect(delivered.attempt).toBeGreaterThan(1);
    const attempts = merchant.told.filter((event) => event.eventId === eventId).map(({ attempt }) => attempt);
    expect(attempts).toEqual(Array.from({ length: Number(delivered.attempt) }, (_, i) => i + 1));
  },
);

it('survives one that escapes when the event was taken, and says whose it is', async () => {
  const outContractCode = await signWith('throw afterwards');
  const eventId = `${outContractCode}-signed`;
  expect(await server.logged({ event: 'merchant-error', eventId })).toMatchObject({
    level: 'error',
    err: { message: 'escaped afterwards' },
  });
  await server.logged({ event: 'merchant-event', eventId, outcome: 'delivered' });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

it('ends after any other error that nobody caught, with a code of its own, once what is under way has ended', async () => {
  const hanging = await signWith('hang');
  const outContractCode = await signWith('break elsewhere');
  expect(await server.exited).toEqual({ code: 1, signal: null });
  expect(server.logs.find(({ level }) => level === 'fatal')).toMatchObject({
    err: { message: 'broken elsewhere' },
  });
  const events = server.logs.map(({ event }) => event);
  expect(events.indexOf('draining')).toBeGreaterThan(-1);
  expect(events.indexOf('closed')).toBeGreaterThan(events.indexOf('draining'));

  // What hung was cut short, and is delivered by the next process.
  merchant.answer('');
  await start();
  for (const code of [hanging, outContractCode]) {
    await waitFor('the event to be taken', async () =>
      (await world.redis.hkeys(world.key(`signing:{${code}}`))).includes('deliveredSigned'),
    );
  }
  expect(
    merchant.told.filter((event) => event.outContractCode === hanging).map(({ attempt }) => attempt),
  ).toEqual([1, 1]);
});
