import { readFileSync } from 'node:fs';
import path from 'node:path';
import { complain, dim, Problem } from '../../tools/bootstrap/terminal.mjs';
import { onInterrupt, stopAll } from '../../tools/processes/processes';
import { ensureWeapp } from '../../tools/weapp/package';
import { createPrinter, type Printer } from './print';
import { createScenarios } from './scenarios';
import { playAll } from './story';
import { createWorld, type World } from './world';

const INTERRUPTED = 130;

/** `npm run demo` with its Redis chosen: seven signings, step by step. Exits 0 only if every step held. */
async function main(): Promise<void> {
  const stop = new AbortController();
  const interrupted = new Promise<number>((resolve) => onInterrupt(() => resolve(INTERRUPTED)));
  const printer = createPrinter();
  let world: World | undefined;
  try {
    world = createWorld(process.env, readRedisUrl(process.env));
    const death = world.died.then((problem) => Promise.reject(problem));
    process.exitCode = await Promise.race([demo(world, printer, stop.signal), death, interrupted]);
    if (process.exitCode === INTERRUPTED) printer.print('\n正在结束…… Stopping…');
  } catch (error) {
    process.exitCode = 1;
    printer.print('');
    complain(error);
  } finally {
    stop.abort();
    await stopAll();
    await world?.close();
  }
}

async function demo(world: World, printer: Printer, signal: AbortSignal): Promise<number> {
  const weapp = await ensureWeapp();
  const began = performance.now();
  printer.print(`正在启动模拟器和后端……  ${dim('starting the simulator and the server')}`);
  const running = await world.open();
  printer.print(
    [
      '',
      `模拟器 simulator  ${running.simulatorUrl}  ${dim('代替微信支付和微信登录 in place of WeChat Pay and WeChat login')}`,
      `后端 server       ${running.server.url}  ${dim(`Redis 前缀 prefix ${world.prefix}`)}`,
      `小程序 app        ${path.relative(process.cwd(), weapp)}  ${dim('构建好的包，在模拟的手机上 the built package, on a simulated phone')}`,
      dim('小程序 mini-program · 后端 server · 微信支付 WeChat Pay · 用户 user · 商户代码 merchant code'),
      dim('完整日志 logs: .logs/demo-*.log'),
    ].join('\n'),
  );
  const endings = await playAll(createScenarios(running, weapp), printer, signal);
  printer.summary(endings, performance.now() - began);
  return endings.every(({ held }) => held) ? 0 : 1;
}

function readRedisUrl({ REDIS_URL, REDIS_URL_FILE }: NodeJS.ProcessEnv): string {
  if (REDIS_URL) return REDIS_URL;
  if (REDIS_URL_FILE) return readFileSync(REDIS_URL_FILE, 'utf8').trim();
  throw new Problem(
    '没有设置 REDIS_URL。请运行 npm run demo，它会准备好 Redis。',
    'REDIS_URL is not set: run `npm run demo`, which sees to a Redis.',
  );
}

void main();
