import { existsSync } from 'node:fs';
import { Problem, say } from '../bootstrap/terminal.mjs';
import { examineReal } from '../doctor/start';
import { readOptions } from '../options';
import { isLogLine, viewLogLine } from '../processes/log-view';
import { MerchantServer } from '../processes/merchant-server';
import { startPhone } from '../processes/phone';
import { onInterrupt, stopAll } from '../processes/processes';
import { startSimulator } from '../processes/simulator';
import { lacksRedis, openServerRedis, type Redis } from '../redis/redis';
import { envFile, envWithFile, redisSettings, withoutRealSettings } from '../settings';
import { openBrowser } from '../start/browser';
import { followMerchantCode, liveCode } from '../start/merchant-code';
import { followDevBuild, productionPackage } from '../start/phone-package';
import { usablePort } from '../start/ports';
import { welcome } from '../start/welcome';
import type { MerchantCode } from '../workbench/merchant-code';

/** What runs, until something of it ends by itself. */
interface Opened {
  redis: Redis | undefined;
  code: MerchantCode | undefined;
  deaths: Promise<Error>[];
}

/** Of a signing, while the phone asks for a short one. */
const shortLifetimeSeconds = 60;

export async function run(args: string[]): Promise<number> {
  const { real, 'no-open': noOpen } = readOptions('npm start', args, {
    real: { type: 'boolean' },
    'no-open': { type: 'boolean' },
  });
  const began = performance.now();
  const stop = new AbortController();
  const interrupted = new Promise<void>((resolve) =>
    onInterrupt(() => {
      stop.abort();
      resolve();
    }),
  );
  const opened = real ? openReal(began, stop.signal) : openSimulated(began, !noOpen);
  const died = opened.then(({ deaths }) => Promise.race(deaths)).then((problem) => Promise.reject(problem));
  // Whatever opening comes to after Ctrl-C is of no interest any more.
  died.catch(() => {});
  try {
    await Promise.race([interrupted, died]);
    say('\n正在结束……', 'Stopping…');
    return 0;
  } finally {
    await stopAll();
    await opened.then(({ redis, code }) => Promise.all([redis?.close(), code?.close()])).catch(() => {});
  }
}

async function openSimulated(began: number, wantsBrowser: boolean): Promise<Opened> {
  const env = withoutRealSettings(process.env);
  const ports = {
    server: await usablePort('PORT', 3000, env),
    simulator: await usablePort('SIMULATOR_PORT', 9080, env),
    phone: await usablePort('PHONE_PORT', 9090, env),
  };
  say('正在启动模拟器、后端和手机……', 'Starting the simulator, the server and the phone…');
  const [{ redis, simulator, server, url, code }, shown] = await Promise.all([
    startBackend(env, ports),
    productionPackage(),
  ]);
  const phone = await startPhone({
    env,
    port: ports.phone,
    shown,
    // Whatever HOST is: this machine reaches it here, as the simulator does.
    serverUrl: `http://127.0.0.1:${ports.server}`,
    simulatorUrl: simulator.url,
    deliver: (outContractCode, event) => server.deliver(outContractCode, event),
    shorten: async (on) => {
      await server.restart(on ? { SIGNING_LIFETIME_SECONDS: String(shortLifetimeSeconds) } : {});
    },
  });
  server.onEntry((entry) => phone.observed(entry));
  await followMerchantCode({ code, server, phone });
  welcome({ url, redis, simulated: { simulator: simulator.url, phone: phone.url }, seconds: since(began) });
  server.onLine(showLine);
  followDevBuild(phone);
  void openBrowser(phone.url, { wanted: wantsBrowser });
  return { redis, code, deaths: [server.death, simulator.part.death, phone.part.death] };
}

async function startBackend(env: NodeJS.ProcessEnv, ports: { server: number; simulator: number }) {
  const [redis, simulator, code] = await Promise.all([
    openServerRedis({ ...env, WECHATPAY_BASE_URL: `http://127.0.0.1:${ports.simulator}` }),
    startSimulator(env, ports.simulator),
    liveCode(process.env),
  ]);
  const server = new MerchantServer({
    env: {
      ...env,
      ...simulator.settings,
      ...redisSettings(redis),
      PORT: String(ports.server),
      PUBLIC_URL: `http://127.0.0.1:${ports.server}`,
    },
    args: [],
    ...(code && { code }),
  });
  return { redis, simulator, server, code, url: await server.start() };
}

async function openReal(began: number, signal: AbortSignal): Promise<Opened> {
  if (!existsSync(envFile)) {
    throw new Problem(
      'npm start -- --real 需要项目根目录下的 .env：运行 npm run setup 逐项填写，或复制 .env.example 再填。',
      'npm start -- --real needs a .env in the project folder: run `npm run setup`, or copy .env.example and fill it in.',
    );
  }
  const env = envWithFile();
  await usablePort('PORT', 3000, env);
  const redis = lacksRedis(env) ? undefined : await openServerRedis(env);
  await examineReal({ ...env, ...(redis && redisSettings(redis)) }, signal);
  say('正在启动后端，使用 .env 中的真实配置……', 'Starting the server with the real settings of .env…');
  const code = await liveCode(env);
  const server = new MerchantServer({
    env: { ...process.env, ...(redis && redisSettings(redis)) },
    args: ['--env-file', envFile],
    ...(code && { code }),
  });
  const url = await server.start();
  await followMerchantCode({ code, server });
  welcome({ url, redis, simulated: undefined, seconds: since(began) });
  server.onLine(showLine);
  return { redis, code, deaths: [server.death] };
}

/** @param line of the server's log, or what somebody has written in between */
function showLine(line: string) {
  const seen = isLogLine(line) ? viewLogLine(line) : line;
  if (seen !== undefined) process.stdout.write(`${seen}\n`);
}

const since = (began: number) => (performance.now() - began) / 1000;
