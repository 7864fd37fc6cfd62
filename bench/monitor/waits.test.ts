import { describeWithRedisServer, startRedisServer } from '@contract-kit/server/testing/redis-server';
import { Redis } from 'ioredis';
import { type Monitor, startMonitor } from './monitor';
import { type SlowProxy, startSlowProxy } from './slow-proxy';
import { agreed, countWaits } from './waits';

const delayMs = 200;

describeWithRedisServer('round trips, told by MONITOR', () => {
  let proxy: SlowProxy;
  let monitor: Monitor;
  let client: Redis;
  let other: Redis;
  beforeAll(async () => {
    const redis = await startRedisServer();
    proxy = await startSlowProxy(redis.port);
    monitor = await startMonitor(redis.url);
    client = new Redis(proxy.port, '127.0.0.1');
    other = new Redis(proxy.port, '127.0.0.1');
    await Promise.all([client.ping(), other.ping()]);
    await client.eval('return 1', 0);
    proxy.delay(delayMs);
  });
  afterAll(async () => {
    client.disconnect();
    other.disconnect();
    monitor.close();
    await proxy.close();
  });

  async function waitsOf(work: () => Promise<unknown>) {
    await monitor.take();
    await work();
    return countWaits(await monitor.take(), delayMs);
  }

  it('are one for each command that waits for the one before', async () => {
    const waits = await waitsOf(async () => {
      await client.set('a', 1);
      await client.get('a');
      await client.del('a');
    });
    expect(waits).toEqual({ roundTrips: 3, commands: 3, waves: [['set'], ['get'], ['del']] });
  });

  it('are one for what is sent in one tick, on one connection or on two', async () => {
    const waits = await waitsOf(() => Promise.all([client.get('a'), client.get('b'), other.get('c')]));
    expect(waits).toEqual({ roundTrips: 1, commands: 3, waves: [['get', 'get', 'get']] });
  });

  it('are one for a pipeline and for a script, of which only the call is a command', async () => {
    const waits = await waitsOf(async () => {
      await client.pipeline().get('a').get('b').exec();
      await client.eval(`redis.call('SET', 'x', 1) return redis.call('GET', 'x')`, 0);
    });
    expect(waits).toEqual({ roundTrips: 2, commands: 3, waves: [['get', 'get'], ['eval']] });
  });

  it('count what nobody waits for with what is sent at the same time', async () => {
    const waits = await waitsOf(async () => {
      const unawaited = client.set('a', 1);
      await client.get('b');
      await client.get('c');
      await unawaited;
    });
    expect(waits.waves).toEqual([['set', 'get'], ['get']]);
  });

  it('are none for nothing', async () => {
    expect(await waitsOf(async () => {})).toEqual({ roundTrips: 0, commands: 0, waves: [] });
  });
});

it('believes what most attempts agree on', () => {
  const waits = (roundTrips: number) => ({ roundTrips, commands: 4, waves: [] });
  expect(agreed([waits(3), waits(2), waits(2)]).roundTrips).toBe(2);
  expect(agreed([waits(4), waits(3)]).roundTrips).toBe(3);
});
