import { createServiceClient } from '@contract-kit/service-client';
import { freePort, startKit, until, waitFor } from './kit';

/* A merchant's own back end, in whatever language, through the ports of a running server; the calls one by one: server/src/routes/service. */

const KEY = 'a-key-of-32-characters-of-backend';
let kit: Awaited<ReturnType<typeof startKit>>;
let service: ReturnType<typeof createServiceClient>;
beforeAll(async () => {
  const port = await freePort();
  service = createServiceClient({ baseUrl: `http://127.0.0.1:${port}`, key: KEY });
  kit = await startKit({ env: { SERVICE_PORT: String(port), SERVICE_API_KEYS: `backend:${KEY}` } });
});
afterAll(() => kit.close());

/** All that Redis holds under a name. */
async function contentOf(name: string): Promise<unknown> {
  const { redis } = kit;
  switch (await redis.type(name)) {
    case 'string':
      return redis.get(name);
    case 'hash':
      return redis.hgetall(name);
    case 'zset':
      return redis.zrange(name, '0', '-1');
    case 'list':
      return redis.lrange(name, 0, -1);
    case 'set':
      return redis.smembers(name);
    case 'stream':
      return redis.xrange(name, '-', '+');
    case 'none':
      return null;
    default:
      throw new Error(`what ${name} holds is not read by this test`);
  }
}

it('leads a user of their own login from a token to a contract, its end, and oblivion', async () => {
  const user = { appId: kit.env.SUB_APPID!, openid: 'o-of-their-own-login' };
  const { data: issued } = await service.POST('/service/tokens', { body: { ...user, reference: 'order-7' } });
  const client = kit.client(issued!.token);
  const { outContractCode } = (await client.create()).body;
  await kit.control.sign(outContractCode);
  await until(client, outContractCode, 'signed');
  expect(await kit.event(outContractCode, 'signed')).toMatchObject({ ...user, reference: 'order-7' });

  const params = { path: { outContractCode } };
  const contract = async () => (await service.GET('/service/contracts/{outContractCode}', { params })).data;
  const found = await contract();
  expect(found).toMatchObject({ outContractCode, status: 'signed', reference: 'order-7', ...user });
  const searched = await service.POST('/service/contracts/search', { body: user });
  expect(searched.data).toEqual({ contracts: [found] });
  const { data: changed } = await service.GET('/service/changes');
  expect(changed).toMatchObject({ changes: [{ outContractCode, status: 'signed' }], more: false });
  const refused = await service.POST('/service/users/forget', { body: user });
  expect([refused.response.status, refused.error?.error.code]).toEqual([409, 'contract_in_force']);

  const ended = await service.POST('/service/contracts/{outContractCode}/terminate', {
    params,
    body: { remark: '退订' },
  });
  expect([ended.response.status, ended.data?.status]).toEqual([200, 'terminated']);
  await kit.event(outContractCode, 'terminated');
  const later = await service.GET('/service/changes', { params: { query: { cursor: changed!.cursor } } });
  expect(later.data?.changes).toMatchObject([{ outContractCode, status: 'terminated' }]);
  expect((await service.POST('/service/users/forget', { body: user })).data).toEqual({ contracts: 1 });
  expect(await contract()).toMatchObject({ openid: '' });
  expect((await client.contracts()).status).toBe(401);

  const names = await kit.redis.keys(`*${kit.prefix}*`);
  const held = await Promise.all(names.map(async (name) => [name, JSON.stringify(await contentOf(name))]));
  expect(held.filter(([, content]) => content!.includes(user.openid))).toEqual([]);
  const text = JSON.stringify(kit.logs);
  for (const secret of [KEY, issued!.token, user.openid]) expect(text).not.toContain(secret);
  expect(kit.logs.filter(({ event }) => event === 'audit').map(({ call: name }) => name)).toEqual([
    'issueToken',
    'forgetUser',
    'terminateContract',
    'forgetUser',
  ]);
});

it('ends with the server, and not in the middle of a call', async () => {
  const { outContractCode } = await kit.signer();
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  await kit.control.faults([{ operation: 'terminateContract', kind: 'timeout', times: 1 }]);
  const terminating = service.POST('/service/contracts/{outContractCode}/terminate', {
    params: { path: { outContractCode } },
    body: { remark: '退订' },
  });
  await waitFor('the call to have begun', async () =>
    (await kit.control.requests()).some(({ operation }) => operation === 'terminateContract'),
  );
  const [{ response }] = await Promise.all([terminating, kit.stopServer()]);
  // The first attempt was never answered, the second was: it was waited for.
  expect(response.status).toBe(200);
  await expect(service.GET('/service/doubtful')).rejects.toThrow();
  await kit.startServer();
  expect((await service.GET('/service/doubtful')).response.status).toBe(200);
});
