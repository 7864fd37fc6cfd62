import type { Language } from '@contract-kit/shared';
import { type Text, text } from './problems';
import type { Check } from './variable';

/** Of UTF-8. WeChat Pay says `string(32)` without a unit; 32 bytes fit whichever it means. */
const DISPLAY_ACCOUNT_MAX_BYTES = 32;

/**
 * What keeps a text from being a `contract_display_account`, the name that the signing page shows; `undefined` when
 * nothing does. WeChat Pay's contract products refuse characters that UTF-8 writes in more than three bytes.
 */
export function displayAccountProblem(account: string, language: Language = 'en'): string | undefined {
  return displayAccountProblemText(account)?.[language];
}

/**
 * Whether it has nothing but letters, digits and characters. WeChat Pay's notes on contracts say that blanks and special
 * characters, which they do not list, break the signing page's button in apps.
 */
export const isPlainDisplayAccount = (account: string) => /^[\p{L}\p{M}\p{N}]*$/u.test(account);

export function displayAccountProblemText(account: string): Text | undefined {
  if (account.trim() === '') return text('不能为空。', 'It must not be empty.');
  if (/\p{Cc}/u.test(account)) {
    return text(
      '不能含有控制字符（如换行）。',
      'It must not contain control characters such as line breaks.',
    );
  }
  if (/[\uD800-\uDFFF]/.test(account)) {
    return text(
      '不能含有表情符号等基本多文种平面以外的字符。',
      'It must not contain emoji or other characters outside the Basic Multilingual Plane.',
    );
  }
  if (Buffer.byteLength(account) > DISPLAY_ACCOUNT_MAX_BYTES) {
    return text(
      `最多 ${DISPLAY_ACCOUNT_MAX_BYTES} 字节（UTF-8，一个汉字占 3 字节）。`,
      `It must be at most ${DISPLAY_ACCOUNT_MAX_BYTES} bytes of UTF-8 (a Chinese character takes 3).`,
    );
  }
  return undefined;
}

export const displayAccount: Check<string> = (value) => {
  const problem = displayAccountProblemText(value);
  if (!problem) return { value };
  return {
    problem,
    fix: text(
      '请换一个显示给用户看的名称，例如 微信用户。',
      'Choose another name to show to users, such as 微信用户.',
    ),
  };
};
