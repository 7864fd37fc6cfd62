import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createIdentity } from '@contract-kit/server/testing/redis-tls';
import { freePort } from '../kit';
import { startLocalServer } from '../kit/local-server';
import { line, open, usePatient, wrong } from './patient';

const { patient, look, printed } = usePatient();
const WEBHOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const another = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }));
const pkcs8 = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }));
/** Of a notification that does not come. */
const soon = { arriveWithinMs: 400 };

describe('what is right', () => {
  it('gets a ✓ each, through the server that runs; only what nobody can see from here stays open', async () => {
    const findings = await look();
    expect([wrong(findings), open(findings)]).toEqual([[], ['webhook', 'termination']]);
    expect(line(findings, 'callback')).toContain('后端收下了，请求体没有被改动');
    expect(line(findings, 'termination')).toContain(`${patient.kit.env.PUBLIC_URL}/notifications/wechatpay`);
  });

  it('gets it with platform certificates', async () => {
    const findings = await look({ WECHATPAY_PUBLIC_KEY: undefined, WECHATPAY_PUBLIC_KEY_ID: undefined });
    expect([wrong(findings), open(findings)]).toEqual([[], ['webhook', 'termination']]);
    expect(line(findings, 'wechatpay-key')).toContain('使用平台证书');
  });

  it('gets it without any certificate: the notification shows that the APIv3 key is right', async () => {
    await patient.kit.control.settings({ platformCertificates: false });
    const findings = await look();
    expect([wrong(findings), open(findings)]).toEqual([[], ['webhook', 'termination']]);
    expect(line(findings, 'apiv3-key')).toContain('解得开通知');
  });

  it('gets it for each of several merchants', async () => {
    const listed = patient.kit.simulator.config({ merchants: 'list' });
    const single = ['SUB_MCHID', 'SUB_APPID', 'SERVICE_ID', 'LOGIN_APP', 'LOGIN_APP_SECRET'];
    const changes = { ...Object.fromEntries(single.map((name) => [name, undefined])), ...listed };
    const findings = await look(changes, { only: ['login', 'permission'] });
    expect(findings.map(({ id, mark }) => `${id} ${mark}`)).toEqual([
      'login ok',
      'login ok',
      'permission ok',
      'permission ok',
    ]);
    for (const { subAppid } of JSON.parse(listed.MERCHANTS!))
      expect(line(findings, 'login')).toContain(subAppid);
  });

  it('gets it for a webhook that takes the signed ping', async () => {
    const receiver = await startLocalServer((_, response) => response.writeHead(204).end());
    const findings = await look(
      { MERCHANT_WEBHOOK_URL: `${receiver.url}/?key=s3cr3t`, MERCHANT_WEBHOOK_SECRET: WEBHOOK_SECRET },
      { only: ['webhook'] },
    );
    expect(findings.map(({ id, mark }) => [id, mark])).toEqual([['webhook', 'ok']]);
    await receiver.close();
  });
});

describe('where no server runs', () => {
  beforeAll(() => patient.kit.stopServer());
  afterAll(() => patient.kit.startServer());

  it('the doctor listens in its place', async () => {
    const findings = await look({}, { only: ['callback'] });
    expect(findings.map(({ id, mark }) => [id, mark])).toEqual([['callback', 'ok']]);
    expect(line(findings, 'callback')).toContain('由 doctor 在 PORT 上代收');
  });

  it('also behind a proxy, and without Redis; what is behind it is named when it changes bodies', async () => {
    const { PORT = '', PUBLIC_URL } = patient.kit.env;
    const without = { REDIS_URL: `redis://:s3cr3t-password@127.0.0.1:${await freePort()}` };
    const proxy = await startProxy(`http://127.0.0.1:${PORT}`, (body) => body);
    const rewriting = await startProxy(`http://127.0.0.1:${PORT}`, (body) =>
      JSON.stringify(JSON.parse(body)),
    );
    const good = await look({ ...without, PUBLIC_URL: proxy.url }, { only: ['callback', 'redis'] });
    expect([wrong(good), open(good)]).toEqual([['redis'], []]);
    const bad = await look({ PUBLIC_URL: rewriting.url }, { only: ['callback'], ...soon });
    expect(line(bad, 'callback')).toMatch(/^✗ 通知地址：请求体在路上被改了/);
    expect(PUBLIC_URL).not.toBe(proxy.url);
    await Promise.all([proxy.close(), rewriting.close()]);
  });

  it('nobody at all is left open, as a server may yet come', async () => {
    const PUBLIC_URL = `http://127.0.0.1:${await freePort()}`;
    const findings = await look({ PUBLIC_URL }, { only: ['callback'], ...soon });
    expect(line(findings, 'callback')).toMatch(
      /^\? .*没有人应答（ECONNREFUSED）。启动后端（PORT \d+）.*npm run doctor -- --only callback/,
    );
  });

  it('a wrong APIv3 key is named by the notification that it does not open', async () => {
    await patient.kit.control.settings({ platformCertificates: false });
    const findings = await look({ WECHATPAY_APIV3_KEY: randomBytes(16).toString('hex') });
    expect([wrong(findings), open(findings)]).toEqual([
      ['apiv3-key'],
      ['callback', 'webhook', 'termination'],
    ]);
    expect(line(findings, 'apiv3-key')).toContain('WECHATPAY_APIV3_KEY 解不开通知');
  });
});

it('a wrong APIv3 key of the server that runs is named, too', async () => {
  const WECHATPAY_APIV3_KEY = randomBytes(16).toString('hex');
  await patient.kit.restartServer({ WECHATPAY_APIV3_KEY });
  await patient.kit.control.settings({ platformCertificates: false });
  const findings = await look({ WECHATPAY_APIV3_KEY });
  expect([wrong(findings), open(findings)]).toEqual([['apiv3-key'], ['callback', 'webhook', 'termination']]);
  await patient.kit.restartServer();
});

describe('what is wrong is named, in one line', () => {
  it.each<[string, Record<string, string | undefined>, string, RegExp]>([
    ['SERVICE_ID', { SERVICE_ID: undefined }, 'settings', /SERVICE_ID：没有设置/],
    [
      'WECHATPAY_APIV3_KEY',
      { WECHATPAY_APIV3_KEY: 'too-short' },
      'settings',
      /WECHATPAY_APIV3_KEY：.*32 字节/,
    ],
    ['WECHATPAY_MCHID', { WECHATPAY_MCHID: '1900009999' }, 'signature', /指出的是商户号 WECHATPAY_MCHID/],
    [
      'WECHATPAY_MERCHANT_SERIAL',
      { WECHATPAY_MERCHANT_SERIAL: 'ABCDEF0123456789' },
      'signature',
      /指出的是证书序列号 WECHATPAY_MERCHANT_SERIAL.*打开：.*商户API证书/,
    ],
    [
      'WECHATPAY_MERCHANT_PRIVATE_KEY',
      { WECHATPAY_MERCHANT_PRIVATE_KEY: pkcs8(another.privateKey) },
      'signature',
      /私钥 WECHATPAY_MERCHANT_PRIVATE_KEY 不是/,
    ],
    [
      'WECHATPAY_PUBLIC_KEY_ID',
      { WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000001002024110600009' },
      'wechatpay-key',
      /WECHATPAY_PUBLIC_KEY_ID 不是/,
    ],
    [
      'WECHATPAY_PUBLIC_KEY',
      { WECHATPAY_PUBLIC_KEY: spki(another.publicKey) },
      'wechatpay-key',
      /WECHATPAY_PUBLIC_KEY 验不过/,
    ],
    [
      'a certificate that is missed',
      { WECHATPAY_APIV3_KEY: '0123456789abcdef0123456789abcdef' },
      'apiv3-key',
      /WECHATPAY_APIV3_KEY 解不开平台证书/,
    ],
    [
      'LOGIN_APP_SECRET',
      { LOGIN_APP_SECRET: randomBytes(16).toString('hex') },
      'login',
      /LOGIN_APP_SECRET 不对（40125）/,
    ],
    ['REDIS_URL', { REDIS_URL: 'redis://:s3cr3t-password@127.0.0.1:1' }, 'redis', /连不上 Redis/],
    ['REDIS_PREFIX', { REDIS_PREFIX: 'test-nobody:' }, 'callback', /另一个 REDIS_PREFIX/],
    [
      'MERCHANT_WEBHOOK_URL',
      { MERCHANT_WEBHOOK_URL: 'http://127.0.0.1:1/?key=s3cr3t', MERCHANT_WEBHOOK_SECRET: WEBHOOK_SECRET },
      'webhook',
      /webhook 127\.0\.0\.1:1 没有应答（ECONNREFUSED）.*MERCHANT_WEBHOOK_URL/,
    ],
  ])('%s', async (_, changes, id, says) => {
    const findings = await look(changes, soon);
    expect(wrong(findings)).toEqual([id]);
    expect(line(findings, id)).toMatch(says);
    // Nor does another line send anybody to what is right.
    if (/^(signature|wechatpay-key)$/.test(id)) expect(line(findings, 'apiv3-key')).not.toContain('通知地址');
  });

  it('an AppID that WeChat does not know: said, but WeChat does not document that answer', async () => {
    const findings = await look({ SUB_APPID: 'wx0000000000000000' }, { only: ['login'] });
    expect(line(findings, 'login')).toMatch(/^\? 小程序登录：微信说没有 SUB_APPID 这个 AppID（40013）/);
  });

  it('a webhook with another secret', async () => {
    const receiver = await startLocalServer((_, response) => response.writeHead(401).end());
    const findings = await look(
      { MERCHANT_WEBHOOK_URL: receiver.url, MERCHANT_WEBHOOK_SECRET: WEBHOOK_SECRET },
      { only: ['webhook'] },
    );
    expect(line(findings, 'webhook')).toMatch(/^✗ .*MERCHANT_WEBHOOK_SECRET 要和接收方的相同/);
    await receiver.close();
  });

  it('the clock', async () => {
    const findings = await look({}, { ...soon, now: () => Date.now() - 400_000 });
    expect(wrong(findings)).toEqual(['clock']);
    expect(line(findings, 'clock')).toMatch(/比微信支付慢 (399|400|401) 秒/);
    expect(line(findings, 'signature')).toContain('本机时间不对');
    const near = await look({}, { only: ['clock'], now: () => Date.now() + 200_000 });
    expect(line(near, 'clock')).toMatch(/^\? 本机时间：比微信支付快 (199|200|201) 秒/);
  });

  it('the permission, apart from wrong parameters', async () => {
    const { control } = patient.kit;
    const refuse = (status: number, code: string) =>
      control.faults([{ operation: 'queryContract', kind: 'http', status, code }]);
    await refuse(403, 'NO_AUTH');
    expect(line(await look({}, { only: ['permission'] }), 'permission')).toMatch(/^✗ .*没有免密支付的权限/);
    await refuse(400, 'PARAM_ERROR');
    expect(line(await look({}, { only: ['permission'] }), 'permission')).toMatch(
      /^\? .*参数不对（400 PARAM_ERROR）/,
    );
    await refuse(500, 'SYSTEM_ERROR');
    expect(line(await look({}, { only: ['permission'] }), 'permission')).toMatch(/^\? .*500 SYSTEM_ERROR/);
  });

  it('which of the three a refused signature is about is left open when WeChat Pay does not say', async () => {
    const body = '{"code":"SIGN_ERROR","message":"s3cr3t"}';
    const refused = { kind: 'http', status: 401, body } as const;
    await patient.kit.control.faults([
      { operation: 'echo', ...refused },
      { operation: 'certificates', ...refused },
    ]);
    const findings = await look();
    expect(wrong(findings)).toEqual(['signature']);
    expect(line(findings, 'signature')).toContain(
      'WECHATPAY_MCHID、WECHATPAY_MERCHANT_SERIAL、WECHATPAY_MERCHANT_PRIVATE_KEY 不是一套',
    );
  });

  it('certificates that this merchant number does not have', async () => {
    await patient.kit.control.settings({ platformCertificates: false });
    const findings = await look(
      { WECHATPAY_PUBLIC_KEY: undefined, WECHATPAY_PUBLIC_KEY_ID: undefined },
      soon,
    );
    expect(wrong(findings)).toEqual(['wechatpay-key']);
    expect(line(findings, 'wechatpay-key')).toMatch(/404 RESOURCE_NOT_EXISTS.*请填 WECHATPAY_PUBLIC_KEY_ID/);
  });
});

describe('the notify URL', () => {
  const callback = async (PUBLIC_URL: string) =>
    line(await look({ PUBLIC_URL }, { only: ['callback'], ...soon }), 'callback');

  it.each<[string, number, Record<string, string>, RegExp]>([
    ['leads elsewhere', 302, { location: 'https://login.example.com' }, /^✗ .*转到了别处（HTTP 302, nginx）/],
    ['stands behind a login', 401, {}, /^✗ .*登录或 WAF（HTTP 401, nginx）/],
    ['is another program’s', 200, {}, /^✗ .*不是本套件的后端（HTTP 200, nginx）/],
    ['has a proxy that leads to nobody', 502, {}, /^✗ .*没有人应答（HTTP 502）.*转发到 PORT \d+/],
  ])('%s', async (_, status, headers, says) => {
    const server = await startLocalServer((_request, response) =>
      response.writeHead(status, { server: 'nginx', ...headers }).end('<html>s3cr3t</html>'),
    );
    expect(await callback(server.url)).toMatch(says);
    await server.close();
  });

  it('has nobody at all, though a server runs', async () => {
    expect(await callback(`http://127.0.0.1:${await freePort()}`)).toMatch(
      /^✗ .*PORT \d+ 上有程序在运行，127\.0\.0\.1:\d+ 却没有人应答（ECONNREFUSED）.*核对 PUBLIC_URL/,
    );
  });

  it('has a chain of certificates that is not whole', async () => {
    const { key, cert } = createIdentity('127.0.0.1');
    const server = createServer({ key, cert }, (_, response) => response.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await callback(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)).toMatch(
      /^✗ .*https 证书有问题（\w+）.*完整的证书链/,
    );
    server.close();
  });

  it('is reached from here, and not by WeChat Pay', async () => {
    await patient.kit.control.notify({ drop: true });
    expect(await callback(patient.kit.env.PUBLIC_URL!)).toMatch(/^✗ .*回显通知却没有到。请看防火墙/);
  });
});

describe('WeChat Pay', () => {
  const all = ['certificates', 'echo', 'queryContract', 'jscode2session'] as const;
  const brief = { timing: { deadlines: { certificates: 300, echo: 300, queryContract: 300 }, backoff: 1 } };

  it.each([
    ['hangs', { kind: 'timeout' }, /没有及时应答/],
    ['resets', { kind: 'reset' }, /连不上 127\.0\.0\.1:\d+（\w+）/],
    [
      'answers HTML',
      { kind: 'http', status: 200, body: '<html>s3cr3t</html>', unsigned: true },
      /HTTP 200.*不是微信支付的/,
    ],
    [
      'is a page of a proxy',
      { kind: 'http', status: 502, body: '<html>s3cr3t</html>', unsigned: true },
      /HTTP 502.*不是微信支付的/,
    ],
  ] as const)('%s: that is what is wrong, and nothing else, in time', async (_, fault, says) => {
    await patient.kit.control.faults(all.map((operation) => ({ operation, ...fault })));
    const began = performance.now();
    const findings = await look({}, { ...brief, ...soon, withinMs: 5_000 });
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(wrong(findings)).toEqual(['network']);
    expect(line(findings, 'network')).toMatch(says);
    expect(line(findings, 'login')).toMatch(/^\? /);
  });

  it('keeps nobody waiting: what is not done in time is said to be so', async () => {
    await patient.kit.control.faults([{ operation: 'jscode2session', kind: 'timeout' }]);
    const began = performance.now();
    const findings = await look({}, { only: ['login'], withinMs: 500 });
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(line(findings, 'login')).toMatch(/^\? 小程序登录：没有在时限内完成/);
    const stop = new AbortController();
    const stopped = look({}, { only: ['login'], signal: stop.signal });
    stop.abort();
    expect(line(await stopped, 'login')).toMatch(/没有在时限内完成/);
  });

  it('is out of reach', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const findings = await look({ WECHATPAY_BASE_URL: nowhere, WECHAT_API_BASE_URL: nowhere }, soon);
    expect(wrong(findings)).toEqual(['network']);
    expect(line(findings, 'network')).toMatch(/连不上 .*（ECONNREFUSED）.*检查本机的网络/);
  });
});

it('prints no part of a secret, of a made-up or of a foreign answer', async () => {
  const { kit } = patient;
  const secrets = [
    kit.env.WECHATPAY_MERCHANT_PRIVATE_KEY,
    kit.env.WECHATPAY_PUBLIC_KEY,
    kit.env.WECHATPAY_APIV3_KEY,
    kit.env.LOGIN_APP_SECRET,
    pkcs8(another.privateKey),
    spki(another.publicKey),
    WEBHOOK_SECRET,
    's3cr3t',
  ].flatMap((secret = '') => secret.split('\n').filter((part) => part !== '' && !part.startsWith('-----')));
  expect(printed().length).toBeGreaterThan(10_000);
  for (const secret of secrets) {
    for (let at = 0; at === 0 || at + 10 <= secret.length; at += 5)
      expect(printed()).not.toContain(secret.slice(at, at + 10));
  }
});

/** Passes requests on, with what it makes of their bodies. */
async function startProxy(target: string, change: (body: string) => string) {
  return startLocalServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(content-type|wechatpay-.*)$/.test(name)),
    ) as Record<string, string>;
    const answer = await fetch(target + request.url, { method: 'POST', headers, body: change(body) }).catch(
      () => undefined,
    );
    response.writeHead(answer?.status ?? 502).end(answer && Buffer.from(await answer.arrayBuffer()));
  });
}
