import { rmSync } from 'node:fs';
import { bold, dim, green, Problem, red, say } from '../bootstrap/terminal.mjs';
import { readOptions } from '../options';
import { onInterrupt, stopAll } from '../processes/processes';
import { envWithFile } from '../settings';
import { devOutput, removeDevBuild, writeDevBuild } from '../weapp/dev-build';
import { writeAppid, writePrivateConfig } from '../weapp/project';
import { type WeappSettings, weappSettings } from '../weapp/settings';
import { outcomeOf, watchWeapp, whatWentWrong } from '../weapp/taro';

/**
 * Builds the mini-program for WeChat DevTools into miniprogram/dist-dev, and again at each change of a source,
 * until Ctrl-C. It asks the server on this machine, unless MINIPROGRAM_SERVER_URL names another. The phone of an
 * `npm start` shows what it builds.
 */
export async function run(args: string[]): Promise<number> {
  readOptions('npm run dev:weapp', args, {});
  const env = envWithFile();
  const settings = weappSettings({ serverUrl: `http://127.0.0.1:${env.PORT || 3000}`, env });
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    void stopAll();
  });
  say('正在构建开发用的小程序，约 10 秒……', 'Building the mini-program for development; about 10 s.');
  writeDevBuild({ serverUrl: settings.serverUrl, state: 'building' });
  try {
    const { code, printed } = await build(settings);
    if (interrupted) return 0;
    throw new Problem(
      `小程序的构建意外结束（退出码 ${code}）：\n${whatWentWrong(printed)}`,
      `The build ended by itself with code ${code}; see above.`,
    );
  } finally {
    removeDevBuild();
  }
}

/** Builds until it is stopped. */
async function build(settings: WeappSettings) {
  const { serverUrl, appid } = settings;
  rmSync(devOutput, { recursive: true, force: true });
  let welcomed = false;
  let isBuilding = true;
  let printed = '';
  const taro = watchWeapp(devOutput, serverUrl, (text) => {
    printed += text;
    const outcome = outcomeOf(printed);
    if (outcome === undefined) return;
    if (outcome === 'building') {
      if (!isBuilding) writeDevBuild({ serverUrl, state: outcome });
      isBuilding = true;
      return;
    }
    isBuilding = false;
    if (outcome === 'failed') {
      tellFailure(printed);
    } else {
      // Taro may write the project config again.
      writeAppid(devOutput, appid);
      if (welcomed) say(`${dim(clock())} ${green('✓')} 已更新 ${dim('built again')}`);
      else welcome(settings);
      welcomed = true;
    }
    writeDevBuild({
      serverUrl,
      state: outcome,
      ...(outcome === 'failed' && { error: whatWentWrong(printed) }),
    });
    printed = '';
  });
  return { code: await taro.exited, printed };
}

function welcome({ serverUrl }: WeappSettings) {
  writePrivateConfig(devOutput);
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

function tellFailure(printed: string) {
  say(
    `${dim(clock())} ${red('✗')} 没有构建成功，改正后会自动重试：\n${whatWentWrong(printed)}`,
    'Not built; it is tried again at the next change.',
  );
}

const clock = () => new Date().toTimeString().slice(0, 8);
