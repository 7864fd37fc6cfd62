import { envFileAdvice } from '../../../config';
import { type Problem, text } from '../../../config/problems';
import { Variables } from '../../../config/variables';
import { hasAccepted } from '../contact';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';
import { pages } from '../pages';

const EXPIRES_SOON_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** All that is wrong with the variables, a line each. */
export const settings: Check = {
  id: 'settings',
  name: '设置',
  alone: true,
  async look({ config, problems, envFile }) {
    if (!config) return [...problems.map(verdictOn), ...adviceOn(problems, envFile)];
    const from = envFile
      ? text('.env 和环境变量', '.env and the environment')
      : text('环境变量', 'the environment');
    return [
      ok(`${from['zh-CN']}里的变量齐全，格式正确。`, `All that is needed is in ${from.en}, in its form.`),
      ...config.warnings.map(({ name, problem, fix }) =>
        unknown(text(`${name}：${problem['zh-CN']}`, `${name}: ${problem.en}`), fix),
      ),
    ];
  },
};

/** One thing that is wrong with the variables. */
export function verdictOn({ name, file, problem, fix }: Problem): Verdict {
  const where = file === undefined ? name : `${name} (${file})`;
  return bad(text(`${where}：${problem['zh-CN']}`, `${where}: ${problem.en}`), fix);
}

function adviceOn(problems: Problem[], envFile: string | undefined): Verdict[] {
  const advice = problems.some(({ missing }) => missing) ? envFileAdvice(envFile) : undefined;
  return advice ? [unknown(advice)] : [];
}

/** That serial number and key are those of the certificate is among the problems, if they are not. */
export const certificate: Check = {
  id: 'certificate',
  name: '商户证书',
  async look(context) {
    const variables = new Variables(context.env);
    const given = variables.get('WECHATPAY_MERCHANT_CERTIFICATE');
    if (given === undefined) {
      if (hasAccepted(await context.wechatPay()))
        return ok(
          '没有填证书；微信支付接受了签名，序列号和私钥就是一套。',
          'None is given; WeChat Pay accepts the signature, so serial number and key belong together.',
        );
      return unknown(
        text(
          '没有填证书，不能在本机核对序列号和私钥。',
          'None is given, so serial number and key cannot be compared here.',
        ),
        text(
          '把 apiclient_cert.pem 的路径填进 WECHATPAY_MERCHANT_CERTIFICATE_FILE 就能核对。',
          'Give the path of apiclient_cert.pem in WECHATPAY_MERCHANT_CERTIFICATE_FILE.',
        ),
        pages.certificate,
      );
    }
    const until = new Date(given.validTo);
    const days = Math.floor((until.getTime() - Date.now()) / DAY_MS);
    const date = until.toISOString().slice(0, 10);
    if (days < EXPIRES_SOON_DAYS)
      return unknown(
        text(
          `证书、序列号和私钥是一套，${days} 天后（${date}）到期。`,
          `It fits serial number and key, and expires in ${days} days, ${date}.`,
        ),
        text('请更换商户 API 证书。', 'Have a new merchant API certificate issued.'),
        pages.certificate,
      );
    return ok(
      `证书、序列号和私钥是一套，${date} 到期。`,
      `It fits serial number and key, and is valid until ${date}.`,
    );
  },
};
