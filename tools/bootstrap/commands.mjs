/**
 * @typedef {object} Command
 * @property {string} zh what it does
 * @property {string} en
 * @property {Program} [program] that does it all; without one it is in tools/commands/, by its name
 *
 * @typedef {object} Program
 * @property {string} file path from the repository's root
 * @property {import('node:util').ParseArgsConfig['options']} [options] that the command takes, and hands on to it
 * @property {true} [saysOptions] it is handed whatever there is, and says itself what it does not know
 * @property {true} [envFile] .env is named to it, by --env-file, if there is one
 * @property {true} [redis] it finds a Redis in REDIS_URL, whichever this machine has
 * @property {true} [closes] it has something to close: at Ctrl-C it is asked to end, and waited for
 */

/** @type {Record<string, Command>} */
export const commands = {
  start: {
    zh: '模拟器、后端和浏览器里的手机，立即可用（--no-open：不打开浏览器；--real：读取 .env，连接真实微信支付，没有手机）',
    en: 'simulator, server and a phone in the browser (--no-open: leaves that closed; --real: the real WeChat Pay, from .env, no phone)',
  },
  test: {
    zh: '全部测试（--redis=url|server|embedded，其余参数交给 jest）',
    en: 'all tests (--redis=url|server|embedded; other arguments go to jest)',
  },
  unit: {
    zh: '只跑单元测试，约一分钟（参数交给 jest）',
    en: 'the units alone, in about a minute (arguments go to jest)',
  },
  'test:long': {
    zh: '处理器被占满时，全部测试连跑三遍（一个多小时）',
    en: 'all tests, three times, while other work holds the processors (more than an hour)',
  },
  'test:doors': {
    zh: '从外面进来的门：安装包、其他语言、代理（需要网络；本机缺少的组件会跳过并说明；参数交给 jest）',
    en: 'the doors from outside: tarballs, other languages, proxies (needs a network; leaves out, and says, what this machine lacks; arguments go to jest)',
  },
  demo: {
    zh: '七次签约从点击到商户事件，逐步打印',
    en: 'seven signings from tap to merchant event, step by step',
    program: { file: 'e2e/demo/main.ts', redis: true, closes: true },
  },
  server: {
    zh: '只运行后端，配置来自环境变量和 .env',
    en: 'the server alone, from the environment and .env',
  },
  setup: {
    zh: '逐项询问缺少的设置，检查每个回答，写进 .env（--set 名称=值 --no-questions：不提问）',
    en: 'asks for what is missing, checks each answer, writes .env (--set NAME=VALUE --no-questions: without questions)',
  },
  doctor: {
    zh: '检查 .env 里的每一项：密钥、证书、通知地址、登录、Redis……（--only 名称；--json）',
    en: 'looks at each setting and credential of .env, and says what to mend and where (--only NAME; --json)',
  },
  events: {
    zh: '商户还没收下的事件（--retry [代码…]：再发一次，不写代码就是全部；--json）',
    en: 'events that the merchant has not taken (--retry [CODE…]: sends them again, or all; --json)',
    program: { file: 'server/src/cli/events.ts', envFile: true, saysOptions: true },
  },
  simulator: {
    zh: '只运行模拟器',
    en: 'the simulator alone',
    program: { file: 'simulator/src/main.ts', saysOptions: true, closes: true },
  },
  build: {
    zh: '生成小程序包 miniprogram/dist 和后端 server/dist（--upload：检查能否上传）',
    en: 'mini-program and server to deploy (--upload: only if the package is fit for it)',
  },
  'dev:weapp': {
    zh: '生成开发用的小程序包并随源码更新，用微信开发者工具打开 miniprogram/dist-dev',
    en: 'the mini-program for WeChat DevTools, built again at each change, in miniprogram/dist-dev',
  },
  pack: {
    zh: '把后端、签约核心、模拟器各打成一个 npm 安装包，放在 packages（--to 目录）',
    en: 'server, signing core and simulator as an npm tarball each, in packages (--to DIR)',
  },
  lift: {
    zh: '把签约核心复制到您自己的小程序：npm run lift -- 目录（--native：原生小程序，--force：覆盖改过的文件）',
    en: 'put the signing core into your own mini-program: -- DIR (--native: not Taro; --force: over your changes)',
  },
  screenshots: {
    zh: '重新拍摄 README 的截图 docs/images',
    en: 'retakes the pictures of the README, into docs/images',
    program: { file: 'e2e/screenshots/main.ts', redis: true, closes: true },
  },
  bench: {
    zh: '测量性能并与目标比较（--quick：较短；--json 文件；--only 部分；--compare 构建目录…：几个构建并排）',
    en: 'measures what performance means here (--quick: shorter; --json FILE; --only SECTION; --compare BUILD…: builds side by side)',
    program: { file: 'bench/main.ts', saysOptions: true, closes: true },
  },
  api: {
    zh: '重新生成 docs/openapi*.json、.env.example 和 service-client 的类型',
    en: 'write docs/openapi*.json, .env.example and the types of service-client again',
  },
  check: {
    zh: '类型、代码风格、依赖方向、生成文件',
    en: 'types, style and imports, mutants that apply, workflows, generated files',
  },
  'test:mutation': {
    zh: '改动一个目录里的每个运算符、条件和文字，列出没有测试发现的（-- signing/core，或其中一个文件；--again：全部重试）',
    en: 'changes each operator, condition and text of a room, and lists what no test notices (-- signing/core, or a file; --again: all)',
  },
  mutants: {
    zh: '逐个植入缺陷，确认测试能发现（--only 名称）',
    en: 'plants defects one by one and checks that the tests notice (--only NAME)',
  },
};
