import { createRequire } from 'node:module';
import { followNpm } from './follow-npm.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { bold, complain, dim, pad } from './terminal.mjs';

/** @type {Record<string, {zh: string, en: string}>} what tools/commands/ has */
const commands = {
  start: {
    zh: '模拟器、后端和浏览器里的手机，立即可用（--no-open：不打开浏览器；--real：读取 .env，连接真实微信支付，没有手机）',
    en: 'simulator, server and a phone in the browser (--no-open: leaves that closed; --real: the real WeChat Pay, from .env, no phone)',
  },
  test: {
    zh: '全部测试（--redis=url|server|embedded，其余参数交给 jest）',
    en: 'all tests (--redis=url|server|embedded; other arguments go to jest)',
  },
  demo: {
    zh: '七次签约从点击到商户事件，逐步打印',
    en: 'seven signings from tap to merchant event, step by step',
  },
  server: {
    zh: '只运行后端，配置来自环境变量和 .env',
    en: 'the server alone, from the environment and .env',
  },
  events: {
    zh: '商户还没收下的事件（--retry [代码…]：再发一次，不写代码就是全部；--json）',
    en: 'events that the merchant has not taken (--retry [CODE…]: sends them again, or all; --json)',
  },
  simulator: {
    zh: '只运行模拟器',
    en: 'the simulator alone',
  },
  build: {
    zh: '生成小程序包 miniprogram/dist 和后端 server/dist（--upload：检查能否上传）',
    en: 'mini-program and server to deploy (--upload: only if the package is fit for it)',
  },
  'dev:weapp': {
    zh: '生成开发用的小程序包并随源码更新，用微信开发者工具打开 miniprogram/dist-dev',
    en: 'the mini-program for WeChat DevTools, built again at each change, in miniprogram/dist-dev',
  },
  lift: {
    zh: '把签约核心复制到您自己的小程序：npm run lift -- 目录（--native：原生小程序，--force：覆盖改过的文件）',
    en: 'put the signing core into your own mini-program: -- DIR (--native: not Taro; --force: over your changes)',
  },
  screenshots: {
    zh: '重新拍摄 README 的截图 docs/images',
    en: 'retakes the pictures of the README, into docs/images',
  },
  api: {
    zh: '重新生成 docs/openapi.json 和 .env.example',
    en: 'write docs/openapi.json and .env.example again',
  },
  check: {
    zh: '类型、代码风格、依赖方向、生成文件',
    en: 'types, style and imports, mutants that apply, workflows, generated files',
  },
  mutants: {
    zh: '逐个植入缺陷，确认测试能发现（--only 名称）',
    en: 'plants defects one by one and checks that the tests notice (--only NAME)',
  },
};

/** @param {string[]} argv a command and its arguments */
export async function main([name = '', ...args]) {
  if (!Object.hasOwn(commands, name)) {
    list(name);
    process.exitCode = name === '' || name === 'help' || name === '--help' ? 0 : 1;
    return;
  }
  let isEnding = () => false;
  try {
    process.chdir(root);
    followNpm(() => isEnding());
    await ensureInstalled();
    const { runCommand, wasTold } = await loadTypeScript();
    isEnding = wasTold;
    process.exitCode = await runCommand(name, args);
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}

/**
 * What could not be read before the install.
 * @returns {Promise<typeof import('../main')>}
 */
async function loadTypeScript() {
  const { register } = await import('tsx/cjs/api');
  register();
  return createRequire(import.meta.url)('../main.ts');
}

/** @param {string} name what was asked for */
function list(name) {
  const lines = [
    ...(name && !/^(--)?help$/.test(name)
      ? [`没有 “${name}” 这个命令。${dim(`No such command: ${name}`)}`, '']
      : []),
    `${bold('命令')} ${dim('commands')}: npm run <命令> [-- 参数]`,
    ...Object.entries(commands).flatMap(([each, { zh, en }]) => [
      `  ${bold(pad(each, 10))} ${zh}`,
      `  ${pad('', 10)} ${dim(en)}`,
    ]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
