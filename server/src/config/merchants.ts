import type { Merchant } from './config';
import { loginAppid } from './login-appid';
import { merchantFields } from './merchant-list';
import { text } from './problems';
import { table } from './table';
import type { Variables } from './variables';

type Read = <Field extends keyof Merchant>(field: Field) => Merchant[Field] | undefined;

/** One merchant from the single variables, or the list in `MERCHANTS`. What is wrong is reported and left out. */
export function readMerchants(variables: Variables, spAppid: string | undefined): Merchant[] {
  if (!variables.isSet('MERCHANTS')) {
    const merchant = readMerchant(
      <Field extends keyof Merchant>(field: Field) =>
        variables.get(merchantFields[field]) as Merchant[Field] | undefined,
    );
    return merchant ? [merchant] : [];
  }
  const alsoSet = Object.values(merchantFields).filter((name) => variables.isSet(name));
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
  const entries = variables.get('MERCHANTS') ?? [];
  const merchants = entries.map((entry, index) => readEntry(variables, entry, index));
  if (spAppid !== undefined) reportConflicts(variables, merchants, spAppid);
  return merchants.filter((merchant) => merchant !== undefined);
}

function readMerchant(read: Read): Merchant | undefined {
  const subMchid = read('subMchid');
  const subAppid = read('subAppid');
  const serviceId = read('serviceId');
  const loginApp = read('loginApp');
  const loginAppSecret = read('loginAppSecret');
  if (!subMchid || !subAppid || !serviceId || !loginApp) return undefined;
  return { subMchid, subAppid, serviceId, loginApp, ...(loginAppSecret && { loginAppSecret }) };
}

function readEntry(
  variables: Variables,
  entry: Record<string, unknown>,
  index: number,
): Merchant | undefined {
  const unknownFields = Object.keys(entry).filter((name) => !Object.hasOwn(merchantFields, name)).length;
  if (unknownFields > 0) {
    variables.report(
      `MERCHANTS[${index}]`,
      text(`有 ${unknownFields} 个不认识的字段。`, `It has ${unknownFields} unknown field(s).`),
      text(
        `只能有 ${Object.keys(merchantFields).join('、')}。`,
        `Only ${Object.keys(merchantFields).join(', ')} are known.`,
      ),
    );
  }
  return readMerchant(<Field extends keyof Merchant>(field: Field) => {
    const name = `MERCHANTS[${index}].${field}`;
    const variable = merchantFields[field];
    const { missing } = table[variable];
    const value = entry[field];
    if (value === undefined) {
      if (!variables.isNeeded(variable)) return undefined;
      return variables.report(name, text('没有填写。', 'It is missing.'), missing);
    }
    const type = field === 'serviceId' ? 'number' : 'string';
    if (typeof value !== type) {
      const problem =
        type === 'number'
          ? text(
              '类型不对，应为 JSON 数字，不带引号。',
              'It has the wrong type: a JSON number is wanted, without quotes.',
            )
          : text(
              '类型不对，应为 JSON 字符串，带引号。',
              'It has the wrong type: a JSON string is wanted, in quotes.',
            );
      return variables.report(name, problem, missing);
    }
    return variables.checked(name, variable, String(value)) as Merchant[Field] | undefined;
  });
}

/** A login names an app and a sub-merchant, so the pair must be unique; and an app has one secret. */
function reportConflicts(variables: Variables, merchants: (Merchant | undefined)[], spAppid: string): void {
  const pairs = new Map<string, number>();
  const secrets = new Map<string, { secret: string; index: number }>();
  merchants.forEach((merchant, index) => {
    if (!merchant) return;
    const appid = loginAppid({ spAppid }, merchant);

    const pair = `${appid} ${merchant.subMchid}`;
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

    const { loginAppSecret: secret } = merchant;
    if (!secret) return;
    const known = secrets.get(appid);
    if (!known) secrets.set(appid, { secret, index });
    else if (known.secret !== secret) {
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
