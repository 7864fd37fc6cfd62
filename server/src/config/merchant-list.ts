import type { Merchant } from './config';
import { text } from './problems';
import type { Check } from './variable';

/** What an entry of `MERCHANTS` says, and the variables that say it of a single merchant. */
export const merchantFields = {
  subMchid: 'SUB_MCHID',
  subAppid: 'SUB_APPID',
  serviceId: 'SERVICE_ID',
  loginApp: 'LOGIN_APP',
  loginAppSecret: 'LOGIN_APP_SECRET',
} as const satisfies Record<keyof Merchant, string>;

/** A JSON list of objects, at least one. The parser's own message would quote the text, secrets and all. */
export const merchantList: Check<Record<string, unknown>[]> = (value) => {
  const fix = text(
    `请填 JSON 数组：[{${Object.keys(merchantFields)
      .map((name) => `"${name}": …`)
      .join(', ')}}]。`,
    `Give a JSON list: [{${Object.keys(merchantFields)
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
