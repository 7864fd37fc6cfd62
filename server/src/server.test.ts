import { type AddressInfo, createServer } from 'node:net';
import { notification, wireContract } from '../test/fake-platform';
import { ask } from '../test/http';
import { usePlatform } from '../test/platform';
import { waitFor } from '../test/wait';
import type { Config } from './config';
import type { ContractEvent } from './events/merchant-functions';
import { createLogger } from './logging';
import { type RunningServer, startServer } from './server';

const { platform, known, config } = usePlatform();

const lines: Record<string, unknown>[] = [];
const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });
const events: ContractEvent[] = [];
const take = async (event: ContractEvent) => void events.push(event);
const merchant = { onContractSigned: take, onContractTerminated: take };

const running: RunningServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close({ atOnce: true }))));
async function start(changes?: Partial<Config>) {
  const server = await startServer(config(changes), log, merchant);
  running.push(server);
  return server;
}

it('leads a user from the login to a contract and to its end, and tells the merchant', async () => {
  const { url } = await start();
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    ask(url, method, path, {
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  expect((await send('GET', '/readyz')).body).toMatchObject({
    redis: true,
    wechatPay: true,
    starting: false,
  });
  const { token } = (await send('POST', '/api/login', { code: 'the-login-code' })).body;
  const bearer = { authorization: `Bearer ${token}` };
  const made = await send('POST', '/api/signings', { contractDisplayAccount: '小明' }, bearer);
  expect([made.status, made.body.status, made.body.launch]).toEqual([
    201,
    'ready',
    {
      appId: 'wxbd687630cd02ce1d',
      path: 'pages/index',
      extraData: { pre_entrustweb_id: 'a-session-of-signing' },
    },
  ]);
  const { outContractCode } = made.body;
  const asked = platform().requests.find(({ path }) => path.endsWith('/mini-program'))!;
  expect(JSON.parse(asked.body)).toEqual({
    sp_appid: 'wxd678efh567hg6787',
    sub_mchid: '1900000109',
    sub_appid: 'wxd678efh567hg6788',
    sub_openid: 'o-flow',
    service_id: 12535,
    out_contract_code: outContractCode,
    notify_url: 'http://127.0.0.1:3000/notifications/wechatpay',
    contract_display_account: '小明',
  });

  const path = `/api/signings/${outContractCode}`;
  expect((await send('POST', `${path}/launch`, { outcome: 'opened' }, bearer)).body.status).toBe('signing');
  const contract = wireContract({
    out_contract_code: outContractCode,
    sub_mchid: '1900000109',
    sub_appid: 'wxd678efh567hg6788',
    sub_openid: 'o-flow',
    openid: undefined,
  });
  known.set(outContractCode, contract);
  const back = { scene: 1038, extraData: { return_code: 'SUCCESS' } };
  const returned = (await send('POST', `${path}/return`, back, bearer)).body;
  const { body: signed } = await send('GET', `${path}?wait=30&after=${returned.version}`, undefined, bearer);
  expect(signed).toMatchObject({
    status: 'signed',
    contractId: '123124412412423431',
    signedAt: '2020-09-10T05:29:35.000Z',
    displayAccount: '小明',
  });
  const event = {
    occurredAt: '2020-09-10T05:29:35.000Z',
    contractStatus: 'signed',
    outContractCode,
    contractId: '123124412412423431',
    serviceId: 12535,
    subMchid: '1900000109',
    appId: 'wxd678efh567hg6788',
    openid: 'o-flow',
    eventId: expect.any(String),
  };
  await waitFor('the merchant to hear of it', () => events.length === 1);
  expect(events[0]).toEqual({ ...event, type: 'contract.signed' });

  const ended = notification({
    ...contract,
    contract_state: 'TERMINATED',
    contract_terminate_info: {
      contract_termination_mode: 'USER',
      contract_terminated_time: '2020-09-11T13:29:35+08:00',
      contract_termination_remark: '',
    },
  });
  const answer = await ask(url, 'POST', '/notifications/wechatpay', {
    headers: ended.headers as Record<string, string>,
    body: ended.body,
  });
  expect([answer.status, answer.text]).toEqual([204, '']);
  await waitFor('the merchant to hear of the end', () => events.length === 2);
  expect(events[1]).toEqual({
    ...event,
    type: 'contract.terminated',
    contractStatus: 'terminated',
    occurredAt: '2020-09-11T05:29:35.000Z',
    eventId: expect.any(String),
  });
  expect(events[1]!.eventId).not.toBe(events[0]!.eventId);
  const text = JSON.stringify(lines);
  for (const secret of [token, 'o-flow', 'the-login-code', 'a-session-of-signing'])
    expect(text).not.toContain(secret);
});

it('refuses what WeChat Pay has not signed, in a line that counts what follows', async () => {
  const { url } = await start();
  const { headers, body } = notification(wireContract());
  const forged = { ...(headers as Record<string, string>), 'wechatpay-signature': 'AAAA' };
  const refused = (changed: object) =>
    ask(url, 'POST', '/notifications/wechatpay', { headers: { ...forged, ...changed }, body });
  expect(await refused({})).toMatchObject({
    status: 401,
    body: { code: 'FAIL', message: expect.any(String) },
  });
  expect(lines.at(-1)).toMatchObject({ event: 'notification', result: 'signature', level: 'warn' });
  expect((await refused({ 'wechatpay-timestamp': '1' })).status).toBe(401);
  const large = await ask(url, 'POST', '/notifications/wechatpay', {
    headers: forged,
    body: 'x'.repeat(65_537),
  });
  expect([large.status, large.body.code]).toEqual([413, 'FAIL']);
});

it('shows its metrics on a port of their own, to this machine', async () => {
  const free = createServer();
  await new Promise<void>((resolve) => void free.listen(0, '127.0.0.1', resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => void free.close(resolve));
  const { url, close } = await start({ metricsPort: port });
  expect((await ask(url, 'GET', '/metrics')).status).toBe(404);
  const { status, text } = await ask(`http://127.0.0.1:${port}`, 'GET', '/metrics');
  expect(status).toBe(200);
  expect(text).toContain('\nlong_polls 0\n');
  await close();
  await expect(ask(`http://127.0.0.1:${port}`, 'GET', '/metrics')).rejects.toThrow(/ECONNREFUSED/);
});

it('ends when it is told to, once, and serves nobody any more', async () => {
  const server = await start();
  const first = server.close();
  expect(server.close()).toBe(first);
  expect(lines.at(-1)).toMatchObject({ event: 'draining', delaySeconds: 0, msg: 'shutting down' });
  await first;
  await expect(ask(server.url, 'GET', '/healthz')).rejects.toThrow(/ECONNREFUSED/);
});

it('serves on for the delay that is set, not ready any more, until it is to end at once', async () => {
  const server = await start({ shutdownDelaySeconds: 3600 });
  const closed = server.close();
  const { status, body } = await ask(server.url, 'GET', '/readyz');
  expect([status, body.draining]).toEqual([503, true]);
  void server.close({ atOnce: true });
  await closed;
});

it('does not start where another listens, and says so in both languages', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const failed = expect(startServer(config({ port, host: '127.0.0.1' }), log, merchant)).rejects;
  await failed.toMatchObject({
    name: 'StartError',
    text: {
      'zh-CN': `127.0.0.1:${port} 已被占用：请结束占用它的程序，或换一个 PORT。`,
      en: `127.0.0.1:${port} is already in use: end what uses it, or set another PORT.`,
    },
  });
  const metricsPort = port;
  await expect(startServer(config({ metricsPort }), log, merchant)).rejects.toThrow(
    'set another METRICS_PORT.',
  );
  await new Promise((resolve) => void other.close(resolve));
});

it('takes only an error that escaped the merchant’s functions for one', async () => {
  const { takeUncaught } = await start();
  expect(takeUncaught(new Error('of nobody'))).toBe(false);
});
