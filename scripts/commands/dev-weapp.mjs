import { rmSync } from 'node:fs';
import path from 'node:path';
import { onInterrupt, stopAll } from '../processes.mjs';
import { envWithFile } from '../settings.mjs';
import { bold, dim, green, Problem, red, say } from '../terminal.mjs';
import { miniprogram, outcomeOf, watchWeapp, whatWentWrong } from '../weapp.mjs';
import { writeAppid, writePrivateConfig } from '../weapp-project.mjs';
import { weappSettings } from '../weapp-settings.mjs';

const output = path.join(miniprogram, 'dist-dev');

/**
 * Builds the mini-program for WeChat DevTools into miniprogram/dist-dev, and again at each change of a source,
 * until Ctrl-C. It asks the server on this machine, unless MINIPROGRAM_SERVER_URL names another.
 * @type {import('../commands.mjs').Command}
 */
export async function run() {
  const env = envWithFile();
  const settings = weappSettings({ serverUrl: `http://127.0.0.1:${env.PORT || 3000}`, env });
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    void stopAll();
  });
  say('正在构建开发用的小程序，约 10 秒……', 'Building the mini-program for development; about 10 s.');
  rmSync(output, { recursive: true, force: true });
  let welcomed = false;
  let printed = '';
  const taro = watchWeapp(output, settings.serverUrl, (text) => {
    printed += text;
    const outcome = outcomeOf(printed);
    if (outcome === undefined) return;
    // Taro may write the project config again.
    if (outcome === 'built') writeAppid(output, settings.appid);
    if (outcome === 'failed') tellFailure(printed);
    else if (welcomed) say(`${dim(clock())} ${green('✓')} 已更新 ${dim('built again')}`);
    else welcome(settings);
    welcomed ||= outcome === 'built';
    printed = '';
  });
  const code = await taro.exited;
  if (interrupted) return 0;
  throw new Problem(
    `小程序的构建意外结束（退出码 ${code}）：\n${whatWentWrong(printed)}`,
    `The build ended by itself with code ${code}; see above.`,
  );
}

/** @param {import('../weapp-settings.mjs').WeappSettings} settings */
function welcome({ serverUrl }) {
  writePrivateConfig(output);
  const lines = [
    `${green('✓')} 用微信开发者工具打开 ${bold('miniprogram/dist-dev')} ${dim('open this folder in WeChat DevTools')}`,
    `  后端 ${dim('server')} ${bold(serverUrl)} ${dim('（npm start）')}`,
    `  开发者工具不会真的跳转：点“开通免密支付”，在模拟器里代替用户签约，再选编译模式里的一种“返回”。`,
    `  ${dim('DevTools never jumps: tap the button, sign in the simulator, then choose one of the compile modes “返回”.')}`,
    `  怎样代替用户签约 ${dim('how to sign')}：docs/integrate.md “微信开发者工具” ${dim('(docs/integrate.en.md)')}`,
    `  保存源码后自动更新，按 Ctrl-C 结束。${dim('Builds again at each change; Ctrl-C ends it.')}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** @param {string} printed */
function tellFailure(printed) {
  say(
    `${dim(clock())} ${red('✗')} 没有构建成功，改正后会自动重试：\n${whatWentWrong(printed)}`,
    'Not built; it is tried again at the next change.',
  );
}

const clock = () => new Date().toTimeString().slice(0, 8);
