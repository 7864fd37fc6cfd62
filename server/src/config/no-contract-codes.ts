import { text } from './problems';
import type { Check } from './variable';

/** As WeChat Pay writes its error codes. */
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

/** Parts of codes by which WeChat Pay speaks of the signature, a permission, the frequency or its own system. */
const ABOUT_SOMETHING_ELSE =
  /SIGN_?ERR|SIGNATURE|AUTH|PERMISSION|FORBIDDEN|DENIED|FREQ|LIMIT|QUOTA|TOO_?MANY|SYS_?ERR|SYSTEM|INTERNAL|BUSY|UNAVAILABLE|TIME_?OUT/;

/**
 * Whether an answer with this status and code could ever mean that there is no such contract. One that speaks of the
 * caller or of WeChat Pay itself never does: it would say so of a contract in force, too.
 */
export function couldMeanNoContract(status: number, code: string): boolean {
  return (
    status >= 400 &&
    status <= 499 &&
    status !== 401 &&
    status !== 429 &&
    CODE.test(code) &&
    !ABOUT_SOMETHING_ELSE.test(code)
  );
}

/** `WECHATPAY_NO_CONTRACT_CODES`: `STATUS:CODE`, comma-separated. */
export const noContractCodes: Check<string[]> = (value) => {
  const entries = value.split(',').map((entry) => entry.trim());
  if (!entries.every((entry) => /^\d{3}:/.test(entry) && CODE.test(entry.slice(4)))) {
    return {
      problem: text('格式不对。', 'It does not have the right form.'),
      fix: text(
        '请填 HTTP 状态码:错误码，多个用英文逗号隔开，例如 400:PARAM_ERROR,404:ORDER_NOT_EXIST；日志里写有该填的值。',
        'Give HTTP status:code, several with commas between them, such as 400:PARAM_ERROR,404:ORDER_NOT_EXIST; the log tells what to write.',
      ),
    };
  }
  if (entries.every((entry) => couldMeanNoContract(Number(entry.slice(0, 3)), entry.slice(4)))) {
    return { value: [...new Set(entries)] };
  }
  return {
    problem: text(
      '其中有不能表示“没有这份协议”的应答：只能是 4xx，不能是 401、429，也不能是签名、权限、频率或系统错误。',
      'One of them cannot mean that there is no such contract: only a 4xx can, other than 401, 429 and codes about the signature, a permission, the frequency or the system.',
    ),
    fix: text(
      '请删掉它，按日志的提示排除那个错误本身。',
      'Remove it, and mend what that error is about: the log tells what.',
    ),
  };
};
