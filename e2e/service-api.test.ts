import { createServiceClient } from '@contract-kit/service-client';
import { freePort, startKit, until, waitFor } from './kit';

/* A merchant's own back end, in whatever language, through the ports of a running server; the calls one by one: server/src/routes/service. */

const KEY = 'a-key-of-32-characters-of-backend';
let kit: Awaited<ReturnType<typeof startKit>>;
let base: string;
beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  kit = await startKit({ env: { SERVICE_PORT: String(port), SERVICE_API_KEYS: `backend:${KEY}` } });
});
afterAll(() => kit.close());

async function call(method: string, path: string, body?: object, key = KEY) {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it.
  return { status: answer.status, body: (await answer.json()) as any };
}

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
  const issued = await call('POST', '/service/tokens', { ...user, reference: 'order-7' });
  expect(issued.status).toBe(200);
  const client = kit.client(issued.body.token);
  const { outContractCode } = (await client.create()).body;
  await kit.control.sign(outContractCode);
  await until(client, outContractCode, 'signed');
  expect(await kit.event(outContractCode, 'signed')).toMatchObject({ ...user, reference: 'order-7' });

  const found = await call('GET', `/service/contracts/${outContractCode}`);
  expect(found.body).toMatchObject({ outContractCode, status: 'signed', reference: 'order-7', ...user });
  const searched = await call('POST', '/service/contracts/search', user);
  expect(searched.body).toEqual({ contracts: [found.body] });
  const changed = await call('GET', '/service/changes');
  expect(changed.body).toMatchObject({ changes: [{ outContractCode, status: 'signed' }], more: false });
  expect((await call('POST', '/service/users/forget', user)).body.error.code).toBe('contract_in_force');

  const ended = await call('POST', `/service/contracts/${outContractCode}/terminate`, { remark: '退订' });
  expect([ended.status, ended.body.status]).toEqual([200, 'terminated']);
  await kit.event(outContractCode, 'terminated');
  const later = await call('GET', `/service/changes?cursor=${changed.body.cursor}`);
  expect(later.body.changes).toMatchObject([{ outContractCode, status: 'terminated' }]);
  expect((await call('POST', '/service/users/forget', user)).body).toEqual({ contracts: 1 });
  expect((await call('GET', `/service/contracts/${outContractCode}`)).body).toMatchObject({ openid: '' });
  expect((await client.contracts()).status).toBe(401);

  const names = await kit.redis.keys(`*${kit.prefix}*`);
  const held = await Promise.all(names.map(async (name) => [name, JSON.stringify(await contentOf(name))]));
  expect(held.filter(([, content]) => content!.includes(user.openid))).toEqual([]);
  const text = JSON.stringify(kit.logs);
  for (const secret of [KEY, issued.body.token, user.openid]) expect(text).not.toContain(secret);
  expect(kit.logs.filter(({ event }) => event === 'audit').map(({ call: name }) => name)).toEqual([
    'issueToken',
    'forgetUser',
    'terminateContract',
    'forgetUser',
  ]);
});

it('is called by the client with types', async () => {
  const client = createServiceClient({ baseUrl: base, key: KEY });
  const user = { appId: kit.env.SUB_APPID!, openid: 'o-of-the-client' };
  const { data } = await client.POST('/service/tokens', { body: user });
  const outContractCode = await kit.contract(kit.client(data!.token));
  const path = { outContractCode };
  const found = await client.GET('/service/contracts/{outContractCode}', { params: { path } });
  expect(found.data).toMatchObject({ outContractCode, status: 'signed', ...user });
  const searched = await client.POST('/service/contracts/search', { body: user });
  expect(searched.data?.contracts).toEqual([found.data]);
  const { response, error } = await client.POST('/service/users/forget', { body: user });
  expect([response.ok, error?.error.code]).toEqual([false, 'contract_in_force']);
});

it('ends with the server, and not in the middle of a call', async () => {
  const { outContractCode } = await kit.signer();
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  await kit.control.faults([{ operation: 'terminateContract', kind: 'timeout', times: 1 }]);
  const terminating = call('POST', `/service/contracts/${outContractCode}/terminate`, { remark: '退订' });
  await waitFor('the call to have begun', async () =>
    (await kit.control.requests()).some(({ operation }) => operation === 'terminateContract'),
  );
  const [{ status }] = await Promise.all([terminating, kit.stopServer()]);
  expect([200, 503]).toContain(status);
  await expect(call('GET', '/service/doubtful')).rejects.toThrow();
  await kit.startServer();
  expect((await call('GET', '/service/doubtful')).status).toBe(200);
});
