import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { startMonitor } from '../monitor/monitor';
import { startSlowProxy } from '../monitor/slow-proxy';
import { agreed, type Command, countWaits, type Waits } from '../monitor/waits';
import type { LoadRequest } from '../programs/load';
import { type Line, line } from '../report/line';
import type { World } from '../world/world';
import { untilTold } from './rounds';
import {
  createRequest,
  loginRequest,
  mustBe,
  notificationRequest,
  pollRequest,
  readLogin,
  readSigning,
  reportRequest,
  type User,
} from './users';

/** How long Redis's answers are held up: longer than a machine pauses, and less than the server waits for one. */
const DELAY_MS = 100;
const ATTEMPTS = 3;
/** Within which every worker shows itself: it looks for stalled jobs every 5 s. */
const IDLE_MS = 6_000;

/** What BullMQ's workers send of their own accord, each on a connection of its own. */
const isOfAWorker = ({ name, args }: Command) =>
  name === 'bzpopmin' || args.some((arg) => arg.endsWith(':stalled-check'));

/** What each kind of request waits for at Redis, and how many commands it sends: exact, read by MONITOR through a slow proxy. */
export async function roundTrips(world: World, server: string): Promise<Line[]> {
  const proxy = await startSlowProxy(world.redis.port);
  const monitor = await startMonitor(world.redis.url);
  const subject = await world.start('server', server, { REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  const queries = new Queue('queries', {
    connection: { url: world.redis.url, maxRetriesPerRequest: null },
    prefix: `{${subject.prefix}jobs}`,
    skipVersionCheck: true,
  });
  const found: Record<string, Waits[]> = {};
  try {
    // What time brings would come in between.
    await queries.pause();
    await monitor.take();
    await sleep(IDLE_MS);
    const workers = new Set((await monitor.take()).filter(isOfAWorker).map(({ address }) => address));
    const ofRequests = (command: Command) =>
      proxy.addresses().has(command.address) && !workers.has(command.address);
    const ofWork = (command: Command) => proxy.addresses().has(command.address) && !isOfAWorker(command);

    async function count<T>(name: string, counts: (command: Command) => boolean, work: () => Promise<T>) {
      await monitor.take();
      const result = await work();
      // What nobody waits for is on its way still.
      await sleep(2 * DELAY_MS);
      const waits = countWaits((await monitor.take()).filter(counts), DELAY_MS);
      if (waits.commands === 0) throw new Error(`Redis was asked nothing for a ${name}: it was not heard`);
      found[name] = [...(found[name] ?? []), waits];
      return result;
    }
    const ask = async (name: string, request: LoadRequest) => {
      const [answer] = await count(name, ofRequests, () => subject.send([request]));
      return answer!;
    };

    // The first attempt teaches Redis the scripts, and does not count.
    for (let attempt = 0; attempt <= ATTEMPTS; attempt++) {
      proxy.delay(attempt === 0 ? 0 : DELAY_MS);
      const code = `trip-${attempt}`;
      const token = readLogin('server', await ask('login', loginRequest(code)));
      const created = await ask('pre-sign', createRequest({ token }));
      const user: User = {
        code,
        openid: `o${code}`,
        token,
        outContractCode: readSigning('server', created, 201),
      };
      readSigning('server', await ask('pre-sign, one live', createRequest(user)), 200);
      mustBe('server', 'a poll', await ask('poll', pollRequest(user)), 200);
      const launch = reportRequest(user, 'launch', { outcome: 'opened', seq: 1 });
      mustBe('server', 'a launch', await ask('launch', launch), 200);
      const returned = reportRequest(user, 'return', { scene: 1038, seq: 1 });
      mustBe('server', 'a return', await ask('return', returned), 200);
      await subject.events.pause();
      const [first, second] = await world.notifications([user, user]);
      mustBe('server', 'a notification', await ask('notification', notificationRequest(first!)), 204);
      await count('delivery', ofWork, async () => {
        await subject.events.resume();
        await untilTold(subject);
      });
      const repeated = await ask('notification repeated', notificationRequest(second!));
      mustBe('server', 'a repeated notification', repeated, 204);
      if (attempt === 0) for (const name of Object.keys(found)) delete found[name];
    }
  } finally {
    await subject.stop();
    await queries.close();
    monitor.close();
    await proxy.close();
  }
  return Object.entries(found).flatMap(([name, attempts]) => {
    const { roundTrips, commands, waves } = agreed(attempts);
    const detail = { waves, attempts: attempts.map((each) => [each.roundTrips, each.commands]) };
    return [
      line(`round trips: ${name}`, roundTrips, '', { detail }),
      line(`commands: ${name}`, commands, ''),
    ];
  });
}
