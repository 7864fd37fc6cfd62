import type { ErrorCode } from '@contract-kit/shared';

/** Which of the API's error codes a failed login gets. */
export type Code2SessionErrorKind = Extract<
  ErrorCode,
  | 'invalid_code'
  | 'rate_limited'
  | 'login_blocked'
  | 'login_misconfigured'
  | 'login_refused'
  | 'wechat_unavailable'
  | 'wechat_timeout'
>;

/** What an errcode of WeChat's means to us, and for the log what to do. */
export interface Meaning {
  kind: Code2SessionErrorKind;
  text: string;
}

/** An errcode that is not listed is unknown, not passing: it says what it is, and is not sent again. */
export function meaningOf(errcode: number): Meaning {
  const meaning = meanings.get(errcode);
  if (meaning) return meaning;
  if (errcode >= 41_000 && errcode <= 41_999)
    return misconfigured('a parameter is missing; check both, AppID and AppSecret');
  return { kind: 'login_refused', text: "look this errcode up in WeChat's list of global errcodes" };
}

const ADMIN = 'mp.weixin.qq.com, 开发管理';

const misconfigured = (text: string): Meaning => ({ kind: 'login_misconfigured', text });
const wrongSecret = misconfigured(
  `the AppSecret is not this app's: LOGIN_APP_SECRET must be of the app that LOGIN_APP names; ${ADMIN} can reset it`,
);
const notOnIpList = misconfigured(
  `this server's address is not on the app's IP list: add it at ${ADMIN}, IP白名单, or end that list`,
);

/**
 * https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session and the global list,
 * https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html
 */
const meanings = new Map<number, Meaning>([
  [-1, { kind: 'wechat_unavailable', text: 'WeChat is busy' }],
  [40029, { kind: 'invalid_code', text: 'the code is invalid, or the AppSecret is of another app' }],
  [40163, { kind: 'invalid_code', text: 'the code has been used' }],
  [45011, { kind: 'rate_limited', text: 'too many logins of this user' }],
  [40226, { kind: 'login_blocked', text: 'WeChat considers the user at risk' }],
  [40001, wrongSecret],
  [40125, wrongSecret],
  [40013, misconfigured('there is no such AppID: check SUB_APPID or, if LOGIN_APP is sp, SP_APPID')],
  [40243, misconfigured(`the AppSecret is frozen: unfreeze it at ${ADMIN}`)],
  [40164, notOnIpList],
  [61004, notOnIpList],
  [
    48001,
    misconfigured(
      `the app has no permission to log users in: see at ${ADMIN} that it is a mini-program in good standing`,
    ),
  ],
  [50001, misconfigured(`the app is not authorised for this API: see its permissions at ${ADMIN}`)],
  [50002, misconfigured(`the app or its account is restricted: see the notices at ${ADMIN}`)],
  [
    61003,
    misconfigured('the app has not authorised the platform that asks: use its own AppID and AppSecret'),
  ],
]);
