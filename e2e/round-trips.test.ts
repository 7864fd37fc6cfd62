import { Queue } from 'bullmq';
import { type Kit, startKit, waitFor } from './kit';
import { startCountingProxy } from './kit/counting-proxy';

let proxy: Awaited<ReturnType<typeof startCountingProxy>>;
let kit: Kit;
const queues = {} as Record<'queries' | 'events', Queue>;

beforeAll(async () => {
  proxy = await startCountingProxy('token:{');
  kit = await startKit({ env: { REDIS_URL: proxy.url } });
  // Nothing works on what a request leaves behind, so that the request alone is counted.
  for (const name of ['queries', 'events'] as const) {
    queues[name] = new Queue(name, { connection: kit.redis.duplicate(), prefix: `{${kit.prefix}jobs}` });
    await queues[name].pause();
  }
  // Each script is loaded, and what is noted once a minute is noted.
  const user = await kit.signer();
  await user.launch(user.outContractCode);
  await user.return(user.outContractCode);
});
afterAll(async () => {
  await kit?.close();
  for (const queue of Object.values(queues)) await queue.disconnect();
  await proxy?.close();
});

/** How often the server waited for Redis until it had answered well. */
async function tripsOf(answer: () => Promise<{ status: number }>): Promise<number> {
  const { trips, result } = await proxy.count(answer);
  expect([200, 201, 204]).toContain(result.status);
  return trips;
}

it('waits for Redis no more often than it must', async () => {
  const user = await kit.login();
  const create = await tripsOf(() => user.create());
  const { outContractCode } = (await user.current()).body;
  const createAgain = await tripsOf(() => user.create());
  const poll = await tripsOf(() => user.get(outContractCode));
  const launch = await tripsOf(() => user.launch(outContractCode, { outcome: 'opened', seq: 1 }));
  const pollWhileAway = await tripsOf(() => user.get(outContractCode));
  const back = await tripsOf(() => user.return(outContractCode, { scene: 1038, seq: 2 }));
  const resource = await kit.report(outContractCode);
  const notification = await tripsOf(() => kit.forge({ resource }));
  const notificationAgain = await tripsOf(() => kit.forge({ resource }));
  const { trips: delivery } = await proxy.count(async () => {
    await queues.events.resume();
    await kit.event(outContractCode, 'signed');
    const isMarked = () => kit.redis.hexists(`${kit.prefix}signing:{${outContractCode}}`, 'deliveredSigned');
    await waitFor('the mark', async () => (await isMarked()) === 1);
  });
  const notificationOfDelivered = await tripsOf(() => kit.forge({ resource }));

  expect({ create, createAgain, poll, launch, pollWhileAway, back }).toEqual({
    create: 4,
    createAgain: 3,
    poll: 2,
    launch: 3,
    pollWhileAway: 2,
    back: 3,
  });
  expect({ notification, notificationAgain, delivery, notificationOfDelivered }).toEqual({
    notification: 2,
    notificationAgain: 2,
    delivery: 3,
    notificationOfDelivered: 1,
  });
});
