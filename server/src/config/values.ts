import { type Text, text } from './problems';
import type { Check } from './variable';

/** Plain values that several variables share. */

export const integer =
  (min: number, max: number): Check<number> =>
  (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return { value: number };
    return {
      problem: text('不是允许范围内的整数。', 'It is not a whole number within the range.'),
      fix: text(`请填 ${min} 到 ${max} 的整数。`, `Give a whole number from ${min} to ${max}.`),
    };
  };

export const oneOf =
  <T extends string>(...choices: T[]): Check<T> =>
  (value) => {
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return { value: choice };
    return {
      problem: text('不是可选的值。', 'It is not one of the choices.'),
      fix: text(`请从 ${choices.join('、')} 中选一个。`, `Choose one of ${choices.join(', ')}.`),
    };
  };

export const matching =
  (pattern: RegExp, fix: Text): Check<string> =>
  (value) =>
    pattern.test(value)
      ? { value }
      : { problem: text('格式不对。', 'It does not have the right form.'), fix };

/** For what is not checked. */
export const anything: Check<string> = (value) => ({ value });

/** Merchant numbers and appids: `string(32)` in WeChat Pay's documents, letters and digits in all of their samples. */
export const identifier: Check<string> = matching(
  /^[A-Za-z0-9_-]{1,32}$/,
  text(
    '应为 1 到 32 个字母或数字，不带空格和引号。',
    'It is 1 to 32 letters or digits, without spaces or quotes.',
  ),
);

export const secret: Check<string> = matching(
  /^[\x21-\x7e]{1,256}$/,
  text(
    '请原样粘贴，不带空格、换行和中文。',
    'Paste it as it is, without spaces, line breaks or other scripts.',
  ),
);
