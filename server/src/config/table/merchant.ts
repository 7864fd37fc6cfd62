import { merchantList } from '../merchant-list';
import { appid, appSecret, subMchid } from '../mix-ups';
import { text } from '../problems';
import { integer, oneOf } from '../values';
import type { Variable } from '../variable';

const serviceIdFix = text(
  '请填微信支付开通免密支付时给出的服务 ID：一个整数，例如 12535。',
  'Give the service id that WeChat Pay granted with the product: a whole number, such as 12535.',
);

/** The sub-merchant, and the mini-program that its users come from. */
export const merchantVariables = {
  SUB_MCHID: {
    check: subMchid,
    missing: text(
      '请填子商户的商户号：只有数字，例如 1900000109。',
      "Give the sub-merchant's merchant number: digits only, such as 1900000109.",
    ),
    whose: 'merchant',
    section: 'needed',
    zh: `
子商户的商户号。子商户号和下面的 AppID 没有绑定到服务 ID 时，微信支付可能答 403 NO_AUTH。`,
    en: `
The sub-merchant's merchant number. When it and the AppID below are not bound to the service id, WeChat Pay may answer 403 NO_AUTH.`,
  },
  SUB_APPID: {
    check: appid,
    missing: text(
      '请填子商户的 AppID（用服务商小程序登录时也要填）。',
      "Give the sub-merchant's AppID (also when users log in to the provider's app).",
    ),
    whose: 'merchant',
    section: 'needed',
    zh: '与子商户号绑定的 AppID（用服务商的小程序时也要填）。',
    en: "The AppID bound to the sub-merchant's number (also when people use the provider's mini-program).",
  },
  SERVICE_ID: {
    check: (value, others) => {
      const checked = integer(1, Number.MAX_SAFE_INTEGER)(value, others);
      return 'value' in checked ? checked : { ...checked, fix: serviceIdFix };
    },
    missing: serviceIdFix,
    whose: 'merchant',
    section: 'needed',
    zh: `
开通免密支付时微信支付给出的服务 ID（整数）。

名叫“免密支付”的产品有两个：本套件的是 APIv3 接口、用 SERVICE_ID、开通给服务商的；给你的是 plan_id（模板 ID）、接口是 XML 的，是 V2 的委托代扣，
不能用本套件。

几个子商户共用一个 SERVICE_ID 时，一个用户可能只能有一份有效协议，已在一家签约的，在另一家签不了（同类产品如此，本产品未证实）。
上线前请向微信支付确认，或为每个子商户各申请一个。`,
    en: `
The service id (a whole number) that WeChat Pay granted with the product.

Two products go by this name. This kit's is APIv3 with a service id, granted to providers. If you were given a plan_id (a template) and an
XML API, yours is the auto-debit of V2, which this kit does not speak.

One SERVICE_ID for several sub-merchants may mean one contract a user: whoever has signed with one of them cannot sign with another. So it
is with sibling products, unproven for this one: ask WeChat Pay before you go live, or apply for a service id for each.`,
  },
  LOGIN_APP: {
    check: oneOf('sub', 'sp'),
    missing: text(
      '用户使用的小程序属于子商户填 sub，属于服务商填 sp。',
      "Give sub if the mini-program that people use is the sub-merchant's, sp if it is the provider's.",
    ),
    whose: 'merchant',
    section: 'needed',
    example: 'sub',
    zh: '用户使用的小程序是谁的：sub 是子商户的（SUB_APPID），sp 是服务商的（SP_APPID）。',
    en: "Whose mini-program people use: sub is the sub-merchant's (SUB_APPID), sp the provider's (SP_APPID).",
  },
  LOGIN_APP_SECRET: {
    check: appSecret,
    missing: text(
      '请填用户使用的那个小程序的 AppSecret，在微信公众平台的“开发管理”里。用户登录到您自己的后端时不用填：设置 SERVICE_API_KEYS；用 createContractServer 的，给出 authenticate，并写 loadConfig(…, { ownLogin: true })。',
      'Give the AppSecret of the mini-program that people use: the WeChat platform shows it under development settings. Not needed where users log in to your own back end: set SERVICE_API_KEYS; or with createContractServer, give `authenticate` and write loadConfig(…, { ownLogin: true }).',
    ),
    unlessOwnLogin: true,
    secret: true,
    whose: 'merchant',
    section: 'needed',
    zh: `
用户使用的那个小程序的 AppSecret，在微信公众平台的“开发管理”里。用户都登录到您自己的后端时（SERVICE_API_KEYS）不用填，也就没有 POST /api/login。`,
    en: `
The AppSecret of that mini-program: the WeChat platform shows it under development settings. Not needed where all users log in to your own
back end (SERVICE_API_KEYS); there is no POST /api/login then.`,
  },
  MERCHANTS: {
    check: merchantList,
    secret: true,
    whose: 'merchant',
    section: 'asNeeded',
    example:
      '[{"subMchid": "1900000109", "subAppid": "wxd678efh567hg6787", "serviceId": 12535, "loginApp": "sub", "loginAppSecret": "…"}]',
    zh: `
多个子商户或小程序：用 JSON 数组代替上面的 SUB_MCHID、SUB_APPID、SERVICE_ID、LOGIN_APP、LOGIN_APP_SECRET，
也可以写进文件，用 MERCHANTS_FILE 指定。登录时由 appId 和 subMchid 决定用哪一个。`,
    en: `
Several sub-merchants or mini-programs: a JSON list instead of SUB_MCHID to LOGIN_APP_SECRET above, or its file in
MERCHANTS_FILE. Which one is meant is said at login by appId and subMchid.`,
  },
} satisfies Record<string, Variable>;
