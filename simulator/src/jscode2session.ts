import { randomBytes } from 'node:crypto';
import type { Middleware } from 'koa';
import { type Answer, answerUnder } from './answer';
import type { Platform } from './platform';

/** GET /sns/jscode2session: https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session */
export function jscode2session(platform: Platform): Middleware {
  return async (context) => {
    const query = new URLSearchParams(context.querystring);
    const record = platform.requests.add({
      at: new Date().toISOString(),
      operation: 'jscode2session',
      method: context.method,
      url: `${context.path}?appid=${query.get('appid') ?? ''}`,
      userAgent: context.headers['user-agent'] ?? null,
      serial: null,
      nonce: null,
      body: null,
    });
    const fault = platform.faults.take('jscode2session');
    return answerUnder(platform, context, fault, record, (isReplaced, isDone) => {
      const real = isDone ? logIn(platform, query) : undefined;
      if (!isReplaced && real !== undefined) {
        return toAnswer(200, 'errmsg' in real ? { ...real, errmsg: withRid(real.errmsg) } : real);
      }
      const code = fault?.code ?? -1;
      const errcode = Number.isNaN(Number(code)) ? code : Number(code);
      const errmsg = fault?.message ?? withRid('simulated fault');
      const answer = toAnswer(fault?.status ?? 200, { errcode, errmsg });
      return fault?.body === undefined ? answer : { ...answer, code: null, body: fault.body };
    });
  };
}

/** WeChat's number of a request, by which its support finds it: three groups, the first of them the time. */
function withRid(errmsg: string): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const [one, other] = [randomBytes(4), randomBytes(4)].map((bytes) => bytes.toString('hex'));
  return `${errmsg}, rid: ${seconds}-${one}-${other}`;
}

function logIn(
  { options, users }: Platform,
  query: URLSearchParams,
): { errcode: number; errmsg: string } | { openid: string; session_key: string } {
  const appid = query.get('appid');
  const secret = query.get('secret');
  const code = query.get('js_code');
  if (!appid) return { errcode: 41002, errmsg: 'appid missing' };
  if (!secret) return { errcode: 41004, errmsg: 'appsecret missing' };
  if (!code) return { errcode: 41008, errmsg: 'missing code' };
  if (query.get('grant_type') !== 'authorization_code')
    return { errcode: 40002, errmsg: 'invalid grant_type' };
  const secrets = new Map(options.merchants.map(({ subAppid, subAppSecret }) => [subAppid, subAppSecret]));
  secrets.set(options.spAppid, options.spAppSecret);
  if (!secrets.has(appid)) return { errcode: 40013, errmsg: 'invalid appid' };
  if (secrets.get(appid) !== secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
  const result = users.redeemCode(code, appid);
  if ('errcode' in result) return result;
  return { openid: users.openidOf(result.user, appid), session_key: randomBytes(16).toString('base64') };
}

function toAnswer(status: number, json: object): Answer {
  return {
    status,
    code: 'errcode' in json ? String(json.errcode) : null,
    body: JSON.stringify(json),
    ...('session_key' in json && { logged: { ...json, session_key: '…' } }),
    // WeChat labels this JSON as text.
    headers: { 'Content-Type': 'text/plain' },
  };
}
