import { randomUUID } from 'node:crypto';
import { party, useServices } from '../../test/services';
import { query } from './query';

const { services, wechatPay } = useServices();
const { serviceId } = party;

/** How often a query of one kind may be asked about one signing. */
async function asked(budget: 'early' | 'later' | 'now' | 'daily', times: number, user?: string) {
  const outContractCode = randomUUID();
  for (let i = 0; i < times; i++) {
    await query(services, { outContractCode, serviceId }, { budget, ...(user && { user }) });
  }
  return wechatPay.asked.filter((code) => code === outContractCode).length;
}

it('has two queries for each return, 30 returns an hour, and then those of what follows by itself', async () => {
  expect(await asked('early', 100)).toBe(60 + 20);
});

it('has 20 an hour for what follows by itself', async () => {
  expect(await asked('later', 30)).toBe(20);
});

it('has 200 an hour for all signings of one user, and as many for another', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const ofOne =
    (await asked('early', 100, one)) + (await asked('early', 100, one)) + (await asked('now', 100, one));
  expect(ofOne).toBe(200 - 40);
  expect(await asked('now', 5, other)).toBe(5);
});

it('says when the next query may be made', async () => {
  const outContractCode = randomUUID();
  const ask = () => query(services, { outContractCode, serviceId }, { budget: 'later' });
  for (let i = 0; i < 20; i++) await ask();
  const answer = await ask();
  expect(answer).toMatchObject({ outcome: 'unknown' });
  const { notQueriedForMs } = answer as { notQueriedForMs: number };
  expect(notQueriedForMs).toBeGreaterThan(3_500_000);
  expect(notQueriedForMs).toBeLessThanOrEqual(3_600_000);
});

it('queries nothing by itself while WeChat Pay lets nothing in, and spares nobody who waits', async () => {
  const paused = { ...services, wechatPay: { ...services.wechatPay, pausedFor: () => 40_000 } };
  const outContractCode = randomUUID();
  const ask = (budget: 'early' | 'daily' | 'now') =>
    query(paused, { outContractCode, serviceId }, { budget });
  for (const budget of ['early', 'daily'] as const) {
    expect(await ask(budget)).toMatchObject({
      outcome: 'unknown',
      allRefused: true,
      notQueriedForMs: 40_000,
    });
  }
  expect(await ask('now')).toEqual({ contract: null, by: 'CONTRACT_NOT_EXIST' });
});
