import {
  describeWithRedisServer,
  type RedisServer,
  startRedisServer,
} from '@contract-kit/server/testing/redis-server';
import { Redis } from 'ioredis';
import { type Kit, startKit, useKit, waitFor } from './kit';

interface Readiness {
  status: number;
  redis?: boolean;
  wechatPay?: boolean;
  wechatPayTrouble?: string;
  starting?: boolean;
}

/** Status 0: nobody listens. */
async function readyz(kit: Kit): Promise<Readiness> {
  const response = await fetch(`${kit.url}/readyz`).catch(() => undefined);
  if (!response) return { status: 0 };
  return { ...((await response.json()) as object), status: response.status };
}

describe('the server is ready', () => {
  const given = useKit();
  afterEach(async () => {
    await given.kit.control.faults([]);
    await given.kit.restartServer();
  });

  const refusal = { kind: 'http', status: 401, code: 'SIGN_ERROR' } as const;
  const refused = () =>
    given.kit.logs.filter(({ msg, level }) => msg.startsWith('WeChat Pay refuses') && level === 'error');
  const trouble = async () => (await given.kit.metrics()).match(/^wechatpay_trouble.*refused.* (\d)$/m)?.[1];

  it('when its start is over, not before', async () => {
    const { kit } = given;
    await kit.control.faults([{ operation: 'certificates', delayMs: 1_500 }]);
    const started = kit.restartServer();
    await waitFor('an answer while it starts', async () => {
      const { status, starting } = await readyz(kit);
      return status === 503 && starting === true;
    });
    await started;
    expect(await readyz(kit)).toMatchObject({ status: 200, starting: false });
  });

  it('after the first success, as long as WeChat Pay refuses us; a later refusal shows beside it', async () => {
    const { kit } = given;
    await kit.control.faults([{ operation: 'certificates', ...refusal }]);
    await kit.restartServer();
    expect(await readyz(kit)).toMatchObject({ status: 503, wechatPay: false, wechatPayTrouble: 'refused' });
    expect(await trouble()).toBe('1');
    const told = refused();
    expect(told.at(-1)).toMatchObject({ wechatpayCode: 'SIGN_ERROR', httpStatus: 401 });
    expect(told.at(-1)!.reason).toContain('WECHATPAY_MERCHANT_PRIVATE_KEY');

    expect((await (await kit.login()).create()).status).toBe(201);
    expect(await readyz(kit)).toMatchObject({ status: 200, wechatPay: true });
    expect(await trouble()).toBe('0');

    await kit.control.faults([]);
    await kit.restartServer();
    await kit.control.faults([{ operation: 'preEntrustSign', ...refusal }]);
    const before = refused().length;
    for (const user of [await kit.login(), await kit.login()]) {
      const answer = await user.create();
      expect([answer.status, answer.error]).toEqual([502, 'wechatpay_refused']);
    }
    expect(await readyz(kit)).toMatchObject({ status: 200, wechatPay: true, wechatPayTrouble: 'refused' });
    expect(refused()).toHaveLength(before + 1);
    expect(await trouble()).toBe('1');
  });
});

describeWithRedisServer('the server is ready only with a Redis that can be written to', () => {
  let redis: RedisServer;
  let admin: Redis;
  let kit: Kit;
  beforeAll(async () => {
    redis = await startRedisServer('--maxmemory-policy', 'noeviction');
    admin = new Redis(redis.url);
    kit = await startKit({ env: { REDIS_URL: redis.url } });
  });
  afterAll(async () => {
    await kit.close();
    admin.disconnect();
  });

  it.each([
    ['a replica', () => admin.replicaof('127.0.0.1', redis.port), () => admin.replicaof('NO', 'ONE')],
    ['full', () => admin.config('SET', 'maxmemory', '1'), () => admin.config('SET', 'maxmemory', '0')],
  ])('not with one that is %s', async (_, spoil, mend) => {
    expect(await readyz(kit)).toMatchObject({ status: 200, redis: true });
    await spoil();
    await waitFor('503', async () => (await readyz(kit)).status === 503);
    expect(await readyz(kit)).toMatchObject({ status: 503, redis: false });
    await mend();
    await waitFor('200', async () => (await readyz(kit)).status === 200);
  });
});

describe('a server of an earlier version than what is stored', () => {
  let kit: Kit;
  beforeAll(async () => {
    kit = await startKit();
  });
  afterAll(() => kit.close());

  it('answers 503, is not ready, and takes nothing away', async () => {
    const user = await kit.login();
    const { outContractCode } = (await user.create()).body;
    expect(await readyz(kit)).toMatchObject({ status: 200 });
    const [signing] = await kit.redis.keys(`*signing:{${outContractCode}}`);
    const [index] = await kit.redis.keys(`*${kit.prefix}user:*`);
    // Old enough to be taken for the entry of a signing that is gone.
    await kit.redis.zadd(index!, 'XX', String(Date.now() - 3_600_000), outContractCode);
    await kit.redis.hset(signing!, 'format', '2');
    const before = await kit.redis.hgetall(signing!);

    for (const answer of [await user.get(outContractCode), await user.current(), await user.create()]) {
      expect([answer.status, answer.error]).toEqual([503, 'storage_unavailable']);
    }
    expect((await user.return(outContractCode)).status).toBe(503);
    expect(await readyz(kit)).toMatchObject({ status: 503, redis: true, storedByLaterVersion: true });
    expect(await kit.redis.zrange(index!, '0', '-1')).toEqual([outContractCode]);
    expect(await kit.redis.hgetall(signing!)).toEqual(before);
  });
});
