import { existsSync } from 'node:fs';
import { listeningUrl, viewLogLine } from '../log-view.mjs';
import { logFolder, Part } from '../part.mjs';
import { usablePort } from '../ports.mjs';
import { onInterrupt, stopAll } from '../processes.mjs';
import { lacksRedis, openServerRedis } from '../redis.mjs';
import { envFile, envWithFile, redisSettings, withoutRealSettings } from '../settings.mjs';
import { startSimulator } from '../simulator.mjs';
import { bold, dim, green, Problem, pad, say } from '../terminal.mjs';

/**
 * @typedef {object} Surroundings what a server is started into
 * @property {NodeJS.ProcessEnv} env
 * @property {string[]} args
 * @property {import('../redis.mjs').Redis | undefined} redis
 * @property {{part: Part, url: string}} [simulator]
 */

/** @type {import('../commands.mjs').Command} */
export async function run(args) {
  const began = performance.now();
  const interrupted = new Promise((resolve) => onInterrupt(() => resolve('interrupted')));
  const opened = open(args.includes('--real'), began);
  // Whatever opening comes to after Ctrl-C is of no interest any more.
  opened.catch(() => {});
  try {
    await Promise.race([interrupted, opened.then(({ died }) => died)]);
    say('\n正在结束……', 'Stopping…');
    return 0;
  } finally {
    await stopAll();
    await opened.then(({ redis }) => redis?.close()).catch(() => {});
  }
}

/**
 * Starts everything and says so.
 * @param {boolean} real
 * @param {number} began
 */
async function open(real, began) {
  const { env, args, redis, simulator } = await (real ? realSurroundings() : simulatedSurroundings());
  // What is shown here, its address to begin with, comes from its log: nothing less than `info` will do.
  const server = new Part('server', 'server/src/main.ts', { env: { ...env, LOG_LEVEL: 'info' }, args });
  const url = await server.untilSaid(listeningUrl);
  welcome({ url, redis, simulator: simulator?.url, seconds: (performance.now() - began) / 1000 });
  server.onLine((line) => {
    const seen = viewLogLine(line);
    if (seen) process.stdout.write(`${seen}\n`);
  });
  const deaths = [server, ...(simulator ? [simulator.part] : [])].map(({ death }) => death);
  const died = Promise.race(deaths).then((problem) => Promise.reject(problem));
  died.catch(() => {});
  return { redis, died };
}

/** @returns {Promise<Surroundings>} */
async function simulatedSurroundings() {
  const env = withoutRealSettings(process.env);
  const port = await usablePort('PORT', 3000, env);
  const simulatorPort = await usablePort('SIMULATOR_PORT', 9080, env);
  say('正在启动模拟器和后端……', 'Starting the simulator and the server…');
  const [redis, { part, url, settings }] = await Promise.all([
    openServerRedis({ ...env, WECHATPAY_BASE_URL: `http://127.0.0.1:${simulatorPort}` }),
    startSimulator(env, simulatorPort),
  ]);
  return {
    env: {
      ...env,
      ...settings,
      ...redisSettings(redis),
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    },
    args: [],
    redis,
    simulator: { part, url },
  };
}

/** @returns {Promise<Surroundings>} */
async function realSurroundings() {
  if (!existsSync(envFile)) {
    throw new Problem(
      'npm start -- --real 需要项目根目录下的 .env：复制 .env.example 并填入真实的商户资料。',
      'npm start -- --real needs a .env in the project folder: copy .env.example and fill it in.',
    );
  }
  const env = envWithFile();
  await usablePort('PORT', 3000, env);
  const redis = lacksRedis(env) ? undefined : await openServerRedis(env);
  say('正在启动后端，使用 .env 中的真实配置……', 'Starting the server with the real settings of .env…');
  return {
    env: { ...process.env, ...(redis && redisSettings(redis)) },
    args: ['--env-file', envFile],
    redis,
  };
}

/** @param {{url: string, redis: import('../redis.mjs').Redis | undefined, simulator: string | undefined, seconds: number}} what */
function welcome({ url, redis, simulator, seconds }) {
  const row = (/** @type {string} */ zh, /** @type {string} */ en, /** @type {string} */ value) =>
    `  ${pad(`${zh} ${en}`, 18)}${value}`;
  const lines = [
    '',
    `${green('✓')} ${bold('微信支付免密签约套件已启动')} ${dim(`ready in ${seconds.toFixed(1)} s`)}`,
    '',
    row('后端', 'server', bold(url)),
    ...(simulator
      ? [
          row(
            '模拟器',
            'simulator',
            `${bold(simulator)}  ${dim('代替微信支付和微信登录 / in place of WeChat')}`,
          ),
        ]
      : []),
    row('Redis', '', redis?.zh ?? ''),
    row('完整日志', 'logs', `${logFolder}/`),
    '',
    `${bold('接下来可以')} ${dim('what to try next')}`,
    ...(simulator
      ? [
          `  · 另开一个终端运行 ${bold('npm run demo')}：逐步看完六次签约 ${dim('six signings, step by step')}`,
          `  · 浏览器打开 ${url}/openapi.json：后端接口说明 ${dim('the API')}`,
          `  · 浏览器打开 ${simulator}/_simulator/contracts：模拟器里的签约 ${dim('contracts that it holds')}`,
          `  · 换成真实商户：填写 .env 后运行 ${bold('npm start -- --real')} ${dim('with real credentials')}`,
        ]
      : [`  · 浏览器打开 ${url}/openapi.json：后端接口说明 ${dim('the API')}`]),
    '',
    `按 Ctrl-C 结束全部程序。签约的进展会显示在下面。${dim('Ctrl-C stops everything; signings show up below.')}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
