import { request as forward } from 'node:http';
import { createClient, type Kit, send, startKit, waitFor } from './kit';
import { startLocalServer } from './kit/local-server';

/** A proxy as merchants set one up in front of the server. It hands paths on as they came, or without what they begin with. */
async function startProxy(strips: string) {
  let target = '';
  const server = await startLocalServer((from, answer) => {
    const path = from.url!.startsWith(strips) ? from.url!.slice(strips.length) : from.url!;
    const { method, headers } = from;
    const to = forward(`${target}${path}`, { method, headers, agent: false }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    to.on('error', () => answer.destroy());
    from.pipe(to);
  });
  return {
    ...server,
    aimAt(url: string) {
      target = url;
    },
  };
}

/** A server whose PUBLIC_URL is a proxy's, with a path. */
async function startBehindProxy(path: string, strips: boolean) {
  const proxy = await startProxy(strips ? path : '');
  const kit = await startKit({ env: { PUBLIC_URL: `${proxy.url}${path}` } });
  proxy.aimAt(kit.url);
  return {
    kit,
    url: `${proxy.url}${path}`,
    async close() {
      await kit.close();
      await proxy.close();
    },
  };
}

/** What an app does whose MINIPROGRAM_SERVER_URL is the same address. */
async function sign(kit: Kit, url: string): Promise<{ attempts: (number | null)[]; status: string }> {
  const { token } = (await createClient(url).login(await kit.control.code('somebody'))).body;
  const user = createClient(url, token);
  const { outContractCode, version } = (await user.create()).body;
  await user.launch(outContractCode);
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  const [sent] = await kit.control.notifications({ outContractCode, state: 'delivered', wait: 5 });
  const { status } = (await user.get(outContractCode, `?wait=5&after=${version}`)).body;
  expect((await user.contracts()).body.contracts).toMatchObject([{ outContractCode, status: 'signed' }]);
  return { attempts: sent!.attempts.map((attempt) => attempt.status), status };
}

describe.each([
  ['/pay', false],
  ['/pay', true],
  ['/api', false],
  ['/api', true],
  ['/notifications', false],
  ['/a.b+c/(d)', false],
  ['/a%2Fb', false],
  ['//pay', false],
])('PUBLIC_URL with the path %s, stripped by the proxy: %p', (path, strips) => {
  it('has a whole signing go through, with its notification', async () => {
    const { kit, url, close } = await startBehindProxy(path, strips);
    try {
      expect(await sign(kit, url)).toEqual({ attempts: [204], status: 'signed' });
    } finally {
      await close();
    }
  });
});

describe('below the path of PUBLIC_URL', () => {
  let kit: Kit;
  beforeAll(async () => {
    const METRICS_TOKEN = token;
    kit = await startKit({ env: { PUBLIC_URL: 'https://pay.example.com/a.b+c', METRICS_TOKEN } });
  });
  afterAll(() => kit?.close());

  const token = 'a-token-for-the-metrics';
  const headers = { authorization: `Bearer ${token}` };
  const asked = async (path: string, method = 'GET') => (await send(kit.url + path, method, headers)).status;

  it.each(['/metrics', '/healthz', '/readyz', '/openapi.json'])(
    '%s does not answer, and does without it',
    async (path) => {
      expect(await asked(path)).toBe(200);
      expect(await asked(`/a.b+c${path}`)).toBe(404);
    },
  );

  it('the API and the notifications answer as they do without it', async () => {
    for (const base of ['', '/a.b+c']) {
      expect(await asked(`${base}/api/signings/current`)).toBe(401);
      expect(await asked(`${base}/api/signings/current/`)).toBe(401);
      expect(await asked(`${base}/api/login`)).toBe(405);
      expect(await asked(`${base}/api/nothing`)).toBe(404);
      expect(await asked(`${base}/notifications/wechatpay`, 'POST')).toBe(401);
    }
  });

  it.each([
    '/aXb+c/api/signings/current',
    '/a.bbc/api/signings/current',
    '/a.b%2Bc/api/signings/current',
    '/A.B+C/api/signings/current',
    '/a.b+c%2Fapi/signings/current',
    '/a.b+c/api%2Fsignings/current',
    '/a.b+c//api/signings/current',
    '//a.b+c/api/signings/current',
    '/a.b+cc/api/signings/current',
    '/a.b+capi/signings/current',
    '/a.b+c/a.b+c/api/signings/current',
    '/x/a.b+c/api/signings/current',
    '/a.b+c/apiary',
    '/a.b+c/api',
    '/a.b+c',
  ])('a path is matched as it was sent: %s is none', async (path) => {
    expect(await asked(path)).toBe(404);
  });

  it('a notification for another path warns that the proxy disagrees, once a minute at most', async () => {
    for (const path of ['/pay/notifications/wechatpay', '/a.b%2Bc/notifications/wechatpay']) {
      expect(await asked(path, 'POST')).toBe(404);
    }
    const warnings = () => kit.logs.filter(({ event }) => event === 'notify-path-unknown');
    await waitFor('the warning', () => warnings()[0]);
    expect(warnings()).toMatchObject([
      {
        level: 'warn',
        path: '/pay/notifications/wechatpay',
        msg: expect.stringContaining("PUBLIC_URL's path and the proxy disagree"),
      },
    ]);
  });
});
