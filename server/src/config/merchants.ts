import type { Merchant } from './config';
import { appid, appSecret, subMchidOf } from './mix-ups';
import { type Text, text } from './problems';
import { integer, oneOf, secret } from './values';
import type { Check, Variables } from './variables';

/** The variables of a single merchant, by the names that its fields have in `MERCHANTS`. */
const variableNames = {
  subMchid: 'SUB_MCHID',
  subAppid: 'SUB_APPID',
  serviceId: 'SERVICE_ID',
  loginApp: 'LOGIN_APP',
  loginAppSecret: 'LOGIN_APP_SECRET',
} as const satisfies Record<keyof Merchant, string>;

/** What a merchant is checked against. */
export interface Provider {
  mchid: string | undefined;
  spAppid: string | undefined;
  /** Whether WeChat itself checks the AppSecrets. */
  realLogin: boolean;
}

type Read = <T>(field: keyof Merchant, check: Check<T>, howToGet: Text) => T | undefined;

/** One merchant from the single variables, or the list in `MERCHANTS`. What is wrong is reported and left out. */
export function readMerchants(variables: Variables, provider: Provider): Merchant[] {
  if (!variables.isSet('MERCHANTS')) {
    const merchant = readMerchant(provider, (field, check, howToGet) =>
      variables.required(variableNames[field], check, howToGet),
    );
    return merchant ? [merchant] : [];
  }
  const alsoSet = Object.values(variableNames).filter((name) => variables.isSet(name));
  if (alsoSet.length > 0) {
    variables.report(
      'MERCHANTS',
      text(
        `MERCHANTS 和 ${alsoSet.join('、')} 同时设置了。`,
        `Both MERCHANTS and ${alsoSet.join(', ')} are set.`,
      ),
      text('只保留一种写法。', 'Keep one way or the other.'),
    );
  }
  const entries = variables.optional('MERCHANTS', objects) ?? [];
  const merchants = entries.map((entry, index) => readEntry(variables, provider, entry, index));
  if (provider.spAppid !== undefined) reportConflicts(variables, merchants, provider.spAppid);
  return merchants.filter((merchant) => merchant !== undefined);
}

function readMerchant({ mchid, realLogin }: Provider, read: Read): Merchant | undefined {
  const subMchid = read(
    'subMchid',
    subMchidOf(mchid),
    text('请填子商户号。', "Give the sub-merchant's merchant number."),
  );
  const subAppid = read(
    'subAppid',
    appid,
    text(
      '请填子商户的 AppID（用服务商小程序登录时也要填）。',
      "Give the sub-merchant's AppID (also when users log in to the provider's app).",
    ),
  );
  const serviceId = read(
    'serviceId',
    integer(1, Number.MAX_SAFE_INTEGER),
    text(
      '请填微信支付开通免密支付时给出的服务 ID。',
      'Give the service id that WeChat Pay granted with the product.',
    ),
  );
  const loginApp = read(
    'loginApp',
    oneOf('sub', 'sp'),
    text(
      '用户使用的小程序属于子商户填 sub，属于服务商填 sp。',
      "Give sub if the mini-program that people use is the sub-merchant's, sp if it is the provider's.",
    ),
  );
  const loginAppSecret = read(
    'loginAppSecret',
    realLogin ? appSecret : secret,
    text('请填用户使用的那个小程序的 AppSecret。', 'Give the AppSecret of the mini-program that people use.'),
  );
  if (!subMchid || !subAppid || !serviceId || !loginApp || !loginAppSecret) return undefined;
  return { subMchid, subAppid, serviceId, loginApp, loginAppSecret };
}

/** A JSON list of objects, at least one. The parser's own message would quote the text, secrets and all. */
const objects: Check<Record<string, unknown>[]> = (value) => {
  const fix = text(
    `请填 JSON 数组：[{${Object.keys(variableNames)
      .map((name) => `"${name}": …`)
      .join(', ')}}]。`,
    `Give a JSON list: [{${Object.keys(variableNames)
      .map((name) => `"${name}": …`)
      .join(', ')}}].`,
  );
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    return { problem: text('不是有效的 JSON。', 'It is not valid JSON.'), fix };
  }
  if (!Array.isArray(list) || list.length === 0 || !list.every(isRecord)) {
    return { problem: text('不是至少有一项的对象数组。', 'It is not a list of at least one object.'), fix };
  }
  return { value: list };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readEntry(
  variables: Variables,
  provider: Provider,
  entry: Record<string, unknown>,
  index: number,
): Merchant | undefined {
  const unknownFields = Object.keys(entry).filter((name) => !Object.hasOwn(variableNames, name)).length;
  if (unknownFields > 0) {
    variables.report(
      `MERCHANTS[${index}]`,
      text(`有 ${unknownFields} 个不认识的字段。`, `It has ${unknownFields} unknown field(s).`),
      text(
        `只能有 ${Object.keys(variableNames).join('、')}。`,
        `Only ${Object.keys(variableNames).join(', ')} are known.`,
      ),
    );
  }
  return readMerchant(provider, (field, check, howToGet) => {
    const name = `MERCHANTS[${index}].${field}`;
    const value = entry[field];
    if (value === undefined) return variables.report(name, text('没有填写。', 'It is missing.'), howToGet);
    const type = field === 'serviceId' ? 'number' : 'string';
    if (typeof value !== type) {
      return variables.report(
        name,
        text(`类型不对，应为 JSON ${type}。`, `It has the wrong type: a JSON ${type} is wanted.`),
        howToGet,
      );
    }
    const checked = check(String(value));
    return 'value' in checked ? checked.value : variables.report(name, checked.problem, checked.fix);
  });
}

/** A login names an app and a sub-merchant, so the pair must be unique; and an app has one secret. */
function reportConflicts(variables: Variables, merchants: (Merchant | undefined)[], spAppid: string): void {
  const pairs = new Map<string, number>();
  const secrets = new Map<string, { secret: string; index: number }>();
  merchants.forEach((merchant, index) => {
    if (!merchant) return;
    const loginAppid = merchant.loginApp === 'sp' ? spAppid : merchant.subAppid;

    const pair = `${loginAppid} ${merchant.subMchid}`;
    const first = pairs.get(pair);
    if (first === undefined) pairs.set(pair, index);
    else {
      variables.report(
        `MERCHANTS[${index}]`,
        text(
          `登录小程序和 subMchid 与 MERCHANTS[${first}] 相同。`,
          `Its login app and subMchid are those of MERCHANTS[${first}].`,
        ),
        text('每个组合只能出现一次，请删掉一个。', 'Each pair may appear once: remove one of them.'),
      );
    }

    const known = secrets.get(loginAppid);
    if (!known) secrets.set(loginAppid, { secret: merchant.loginAppSecret, index });
    else if (known.secret !== merchant.loginAppSecret) {
      variables.report(
        `MERCHANTS[${index}].loginAppSecret`,
        text(
          `与同一个小程序的 MERCHANTS[${known.index}] 不同。`,
          `It differs from that of MERCHANTS[${known.index}], which is the same app.`,
        ),
        text('一个小程序只有一个 AppSecret，请改成一致。', 'An app has one AppSecret: make them the same.'),
      );
    }
  });
}
