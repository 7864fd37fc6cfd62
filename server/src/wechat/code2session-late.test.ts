import { type FakeUpstream, type Reply, startFakeUpstream } from '../../test/fake-upstream';
import { createLog } from '../../test/wechatpay-client';
import { type Code2Session, Code2SessionError, createCode2Session } from './code2session';

const app = { appid: 'wx8888888888888888', secret: 'c5e8a7d3secretsecretsecret' };
const opened: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

type Client = { code2Session: Code2Session; upstream: FakeUpstream; logged: string[]; reports: object[] };

async function facing(
  replies: Reply[],
  options: { baseUrl?: string; deadline?: number } = {},
): Promise<Client> {
  const upstream = await startFakeUpstream(
    (_request, attempt) => replies[Math.min(attempt, replies.length) - 1]!,
  );
  const { log, logged } = createLog();
  const reports: object[] = [];
  const code2Session = createCode2Session({
    baseUrl: upstream.url,
    backoff: 1,
    log,
    onCall: (report) => reports.push(report),
    ...options,
  });
  opened.push(upstream, code2Session);
  return { code2Session, upstream, logged, reports };
}

const answer = (fields: object): Reply => ({
  headers: { 'content-type': 'text/plain' },
  body: JSON.stringify(fields),
});
const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const good = answer({ openid, session_key: 'tiihtNczf5v6AKRyjwEUhQ==', unionid: 'u' });

describe('an answer', () => {
  const bad: [string, Reply, string][] = [
    ['never comes', 'hang', 'wechat_timeout'],
    ['stops half-way', 'stall', 'wechat_timeout'],
  ];
  test.each(bad)('that %s fails the login, and the code is not sent twice', async (_name, reply, kind) => {
    const { code2Session, upstream } = await facing(
      [reply],
      kind === 'wechat_timeout' ? { deadline: 500 } : {},
    );
    const started = Date.now();
    const error = await code2Session(app, 'code').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Code2SessionError);
    expect(error).toMatchObject({ kind });
    expect(Date.now() - started).toBeLessThan(4_500);
    expect(upstream.requests).toHaveLength(1);
  });
});

test('at most 256 calls are made at once, and the others wait', async () => {
  const { code2Session, upstream } = await facing([good]);
  const logins = Array.from({ length: 400 }, () => code2Session(app, 'code'));
  await expect(Promise.all(logins)).resolves.toHaveLength(400);
  expect(upstream.requests).toHaveLength(400);
  expect(upstream.connections()).toBeLessThanOrEqual(256);
});

test('a call waits no longer than its deadline for its turn', async () => {
  const { code2Session } = await facing(['hang'], { deadline: 1_000 });
  const started = Date.now();
  const logins = Array.from({ length: 300 }, () => code2Session(app, 'code'));
  for (const login of await Promise.allSettled(logins)) {
    expect(login).toMatchObject({ status: 'rejected', reason: { kind: 'wechat_timeout' } });
  }
  expect(Date.now() - started).toBeLessThan(4_500);
});
