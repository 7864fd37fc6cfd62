import { text } from '../../../config';
import { SUSPICIOUS_CLOCK_SECONDS, WRONG_CLOCK_SECONDS } from '../../../wechatpay';
import { bad, type Check, ok, unknown } from '../finding';

const REQUIRED = '20.18.1';
const number = (version: string) =>
  version.split('.').reduce((sum, part) => sum * 1000 + Number.parseInt(part, 10), 0);

export const node: Check = {
  id: 'node',
  name: 'Node.js',
  alone: true,
  async look() {
    const { node: version } = process.versions;
    if (number(version) >= number(REQUIRED)) return ok(`${version}。`, `${version}.`);
    return bad(
      text(`${version}，太旧了。`, `${version} is too old.`),
      text(`请安装 Node.js ${REQUIRED} 或更新的版本。`, `Install Node.js ${REQUIRED} or later.`),
    );
  },
};

export const clock: Check = {
  id: 'clock',
  name: '本机时间',
  async look(context) {
    const { secondsAhead: ahead } = await context.wechatPay();
    if (ahead === undefined)
      return unknown(
        text('没有微信支付的应答可以比较。', 'There is no answer of WeChat Pay to compare it with.'),
      );
    const seconds = Math.abs(ahead);
    const difference = text(
      `比微信支付${ahead > 0 ? '快' : '慢'} ${seconds} 秒`,
      `${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} WeChat Pay's`,
    );
    const remedy = text('请打开自动校时（NTP）。', 'Have it set by NTP.');
    if (seconds > WRONG_CLOCK_SECONDS) {
      return bad(
        text(
          `${difference['zh-CN']}，超过 ${WRONG_CLOCK_SECONDS} 秒，签名都不会被接受。`,
          `It is ${difference.en}: over ${WRONG_CLOCK_SECONDS} s no signature is accepted.`,
        ),
        remedy,
      );
    }
    if (seconds > SUSPICIOUS_CLOCK_SECONDS)
      return unknown(
        text(
          `${difference['zh-CN']}；超过 ${WRONG_CLOCK_SECONDS} 秒就全部失败。`,
          `It is ${difference.en}; over ${WRONG_CLOCK_SECONDS} s nothing works.`,
        ),
        remedy,
      );
    return ok(`与微信支付相差 ${seconds} 秒。`, `${seconds} s from WeChat Pay's.`);
  },
};
