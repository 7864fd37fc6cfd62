import { bold, dim, green, pad } from '../bootstrap/terminal.mjs';
import { logFolder } from '../processes/part';
import type { Redis } from '../redis/redis';

interface Started {
  /** Of the server. */
  url: string;
  redis: Redis | undefined;
  /** Their addresses; none beside the real WeChat Pay. */
  simulated: { simulator: string; phone: string } | undefined;
  /** That it took. */
  seconds: number;
}

/** What `npm start` says when everything runs: where it is, and what to try. */
export function welcome({ url, redis, simulated, seconds }: Started) {
  const lines = [
    '',
    `${green('✓')} ${bold('微信支付免密支付签约套件已启动')} ${dim(`ready in ${seconds.toFixed(1)} s`)}`,
    '',
    ...(simulated
      ? [
          row(
            '手机',
            'phone',
            `${bold(green(simulated.phone))}  在浏览器里的手机，点“开通免密支付”试试 ${dim('/ tap the button on it')}`,
          ),
        ]
      : []),
    row('后端', 'server', bold(url)),
    ...(simulated
      ? [
          row(
            '模拟器',
            'simulator',
            `${bold(simulated.simulator)}  ${dim('代替微信支付和微信登录 / in place of WeChat')}`,
          ),
        ]
      : []),
    row('Redis', '', redis?.zh ?? ''),
    row('完整日志', 'logs', `${logFolder}/`),
    '',
    `${bold('接下来可以')} ${dim('what to try next')}`,
    ...(simulated ? simulatedSteps(simulated) : realSteps(url)),
    '',
    `按 Ctrl-C 结束全部程序。签约的进展会显示在下面。${dim('Ctrl-C stops everything; signings show up below.')}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function row(zh: string, en: string, value: string) {
  return `  ${pad(`${zh} ${en}`, 18)}${value}`;
}

function simulatedSteps({ simulator, phone }: NonNullable<Started['simulated']>) {
  return [
    `  · 修改 ${bold('server/merchant/index.ts')}：保存后立即换上，在时间线里看它打印什么 ${dim('edit it, and see in the timeline what it prints')}`,
    `  · 另开一个终端运行 ${bold('npm run dev:weapp')}：修改小程序，手机上立即看到 ${dim('edit the mini-program and see it on the phone')}`,
    `  · 另开一个终端运行 ${bold('npm run demo')}：逐步看完七次签约 ${dim('seven signings, step by step')}`,
    `  · 浏览器打开 ${phone}/api-reference：后端接口说明 ${dim('the APIs')}`,
    `  · 浏览器打开 ${simulator}/_simulator/contracts：模拟器里的签约 ${dim('contracts that it holds')}`,
    `  · 换成真实商户：填写 .env 后运行 ${bold('npm start -- --real')} ${dim('with real credentials')}`,
  ];
}

function realSteps(url: string) {
  return [
    `  · 浏览器打开 ${url}/openapi.json：后端接口说明 ${dim('the API')}`,
    `  · 浏览器里的手机需要模拟器，--real 时没有：去掉 --real 即可使用 ${dim('the phone needs the simulator: without --real')}`,
  ];
}
