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

export const secret: Check<string> = matching(
  /^[\x21-\x7e]{1,256}$/,
  text(
    '请原样粘贴，不带空格、换行和中文。',
    'Paste it as it is, without spaces, line breaks or other scripts.',
  ),
);

export const listenAddress: Check<string> = matching(
  /^[A-Za-z0-9.:_-]{1,255}$/,
  text(
    '请填要监听的 IP 地址或主机名，例如 0.0.0.0。',
    'Give the IP address or host name to listen on, such as 0.0.0.0.',
  ),
);

/** A port other than `PORT`. */
export const anotherPort =
  (example: string): Check<number> =>
  (value, others) => {
    const checked = integer(1, 65535)(value, others);
    if (!('value' in checked) || checked.value !== others.port) return checked;
    return {
      problem: text('与 PORT 相同。', 'It is the same as PORT.'),
      fix: text(`请换一个端口，例如 ${example}。`, `Choose another port, such as ${example}.`),
    };
  };
