import { type Code2Session, createCode2Session } from '../src/wechat/code2session';
import { type FakeUpstream, type Reply, startFakeUpstream } from './fake-upstream';
import { createLog } from './wechatpay-client';

export const app = { appid: 'wx8888888888888888', secret: 'c5e8a7d3secretsecretsecret' };
export const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** As WeChat sends it: JSON that says it is text. */
export const answer = (fields: object): Reply => ({
  headers: { 'content-type': 'text/plain' },
  body: JSON.stringify(fields),
});
export const good = answer({ openid, session_key: 'tiihtNczf5v6AKRyjwEUhQ==', unionid: 'u' });

/** Clients of WeChat's login, each facing a server that gives these answers in turn, and the last one ever after. Closed after each test. */
export function useCode2Session() {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

  return async function facing(
    replies: Reply[],
    options: { baseUrl?: string; deadline?: number } = {},
  ): Promise<{ code2Session: Code2Session; upstream: FakeUpstream; logged: string[]; reports: object[] }> {
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
  };
}
