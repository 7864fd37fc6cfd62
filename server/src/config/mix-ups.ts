import { looksLikePath, pathFix, pathProblem } from './paths';
import { text } from './problems';
import { matching, secret } from './values';
import type { Check } from './variable';

/** Things of a merchant that look alike to people; each is recognised by its form, never by more than that. */

const ORIGINAL_ID = /^gh_/i;
const APPID = /^wx/i;
const MERCHANT_NUMBER = /^\d+$/;
const APP_SECRET = /^[0-9a-f]{32}$/i;

const originalId = text(
  '这是小程序或公众号的原始 ID（gh_ 开头）。',
  'This is the original id of an account (gh_…).',
);

const appidFix = text(
  '请填 AppID：以 wx 开头，共 18 个字母和数字，不带空格和引号，例如 wxd678efh567hg6787；在微信公众平台的“开发管理”里查看。',
  'Give the AppID: it starts with wx, 18 letters and digits in all, without spaces or quotes, such as wxd678efh567hg6787. The WeChat platform shows it under development settings.',
);
const mchidFix = text(
  '请填微信支付的商户号：只有数字，不带空格和引号，例如 1900000109；商户平台的“账户中心”里有。',
  'Give the merchant number of WeChat Pay: digits only, without spaces or quotes, such as 1900000109. The merchant platform shows it in the account center.',
);

/** `string(32)` in WeChat Pay's documents; digits in all of their samples. */
const digits = matching(/^\d{1,32}$/, mchidFix);
/** `string(32)` in WeChat Pay's documents. */
const startingWithWx = matching(/^wx[A-Za-z0-9_-]{1,30}$/, appidFix);
/** So are all of their samples, which is not to say that there is no other. */
const USUAL_APPID = /^wx[A-Za-z0-9]{16}$/;

/** An AppID. Whether one of another length is good is left to WeChat to judge. */
export const appid: Check<string> = (value, others) => {
  const problem = ORIGINAL_ID.test(value)
    ? originalId
    : MERCHANT_NUMBER.test(value)
      ? text('这像是商户号，不是 AppID。', 'This looks like a merchant number, not an AppID.')
      : APP_SECRET.test(value)
        ? text('这像是 AppSecret，不是 AppID。', 'This looks like an AppSecret, not an AppID.')
        : undefined;
  if (problem) return { problem, fix: appidFix };
  const checked = startingWithWx(value, others);
  if (!('value' in checked) || USUAL_APPID.test(value)) return checked;
  return { ...checked, odd: { problem: unusual, fix: appidFix } };
};

const unusual = text(
  '不像 AppID：已知的都是 wx 加 16 个字母或数字，可能抄漏或抄多了。',
  'It does not look like an AppID: all that are known are wx and 16 letters or digits, so some may be missing or too many.',
);

/** A merchant number. */
export const mchid: Check<string> = (value, others) => {
  const problem = ORIGINAL_ID.test(value)
    ? originalId
    : APPID.test(value)
      ? text('这像是 AppID，不是商户号。', 'This looks like an AppID, not a merchant number.')
      : undefined;
  return problem ? { problem, fix: mchidFix } : digits(value, others);
};

/** The number of a sub-merchant, which is never the provider's own. */
export const subMchid: Check<string> = (value, others) => {
  if (value !== others.mchid) return mchid(value, others);
  return {
    problem: text(
      '与 WECHATPAY_MCHID 相同：那是服务商自己的商户号。',
      "It is the same as WECHATPAY_MCHID, which is the provider's own number.",
    ),
    fix: text(
      '请填子商户（特约商户）的商户号：只有数字，例如 1900000109。',
      "Give the sub-merchant's number: digits only, such as 1900000109.",
    ),
  };
};

/** The AppSecret of a mini-program, as WeChat gives it; a simulator takes others. */
export const appSecret: Check<string> = (value, others) => {
  if (!others.realLogin) return secret(value, others);
  if (APP_SECRET.test(value)) return { value };
  return {
    problem: looksLikePath(value)
      ? pathProblem
      : APPID.test(value)
        ? text('这像是 AppID，不是 AppSecret。', 'This looks like an AppID, not an AppSecret.')
        : text('AppSecret 是 32 位十六进制。', 'An AppSecret is 32 hexadecimal digits.'),
    fix: looksLikePath(value)
      ? pathFix(value)
      : text(
          '请从微信公众平台的“开发管理”里原样复制 AppSecret（32 位十六进制）。',
          'Copy the AppSecret (32 hexadecimal digits) from the development settings of the WeChat platform as it is.',
        ),
  };
};
