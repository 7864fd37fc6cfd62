import { looksLikePath, pathFix, pathProblem } from './paths';
import { text } from './problems';
import { identifier, secret } from './values';
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

/** An AppID. Other forms than that of WeChat's own are left to WeChat to judge. */
export const appid: Check<string> = (value, others) => {
  const problem = ORIGINAL_ID.test(value)
    ? originalId
    : MERCHANT_NUMBER.test(value)
      ? text('这像是商户号，不是 AppID。', 'This looks like a merchant number, not an AppID.')
      : APP_SECRET.test(value)
        ? text('这像是 AppSecret，不是 AppID。', 'This looks like an AppSecret, not an AppID.')
        : undefined;
  if (!problem) return identifier(value, others);
  return {
    problem,
    fix: text(
      '请填 AppID（以 wx 开头，在微信公众平台的“开发管理”里查看）。',
      'Give the AppID: it starts with wx, and the WeChat platform shows it under development settings.',
    ),
  };
};

/** A merchant number. */
export const mchid: Check<string> = (value, others) => {
  const problem = ORIGINAL_ID.test(value)
    ? originalId
    : APPID.test(value)
      ? text('这像是 AppID，不是商户号。', 'This looks like an AppID, not a merchant number.')
      : undefined;
  if (!problem) return identifier(value, others);
  return {
    problem,
    fix: text(
      '请填微信支付的商户号（数字）。',
      'Give the merchant number of WeChat Pay, which is made of digits.',
    ),
  };
};

/** The number of a sub-merchant, which is never the provider's own. */
export const subMchid: Check<string> = (value, others) => {
  if (value !== others.mchid) return mchid(value, others);
  return {
    problem: text(
      '与 WECHATPAY_MCHID 相同：那是服务商自己的商户号。',
      "It is the same as WECHATPAY_MCHID, which is the provider's own number.",
    ),
    fix: text('请填子商户（特约商户）的商户号。', "Give the sub-merchant's number."),
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
          '请从微信公众平台的“开发管理”里原样复制 AppSecret。',
          'Copy the AppSecret from the development settings of the WeChat platform as it is.',
        ),
  };
};
