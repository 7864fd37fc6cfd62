import pino from 'pino';
import { ConfigError, loadConfig, loadRedisConfig, StartError, text } from '../../config';
import { connectRedis } from '../../store/connect';
import { createKeys } from '../../store/keys';
import { createNotices } from '../../store/notices';
import { within } from '../../within';
import { callBack } from './call-back';
import { contact } from './contact';
import type { Context, ContextOptions, Redis, WithConfig } from './context';

export function createContext({
  env,
  envFile,
  arriveWithinMs = 8_000,
  redisWithinMs = 8_000,
  ...options
}: ContextOptions): Context {
  const { config, problems } = read(env);
  const ended = new AbortController();
  const connecting = once(() => openRedis(env));
  const redis = once(() => within(redisWithinMs, connecting(), notReady));
  const wechatPay = once(() => contact(config!, options));
  const context: Context = {
    env,
    envFile,
    arriveWithinMs,
    config,
    problems,
    redis,
    wechatPay,
    callBack: once(() => callBack(context as WithConfig)),
    signal: ended.signal,
    async close() {
      ended.abort();
      // What is still on its way is closed when it comes.
      connecting.made()?.then(({ connections }) => connections.close(), nothing);
      const talk = wechatPay.made()?.then(({ client }) => client.close(), nothing);
      await Promise.race([talk, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    },
  };
  return context;
}

function read(env: ContextOptions['env']): Pick<Context, 'config' | 'problems'> {
  try {
    return { config: loadConfig(env), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: undefined, problems: error.problems };
  }
}

async function openRedis(env: ContextOptions['env']): Promise<Redis> {
  const config = loadRedisConfig(env);
  const connections = await connectRedis(config, pino({ level: 'silent' }));
  return { config, connections, notices: createNotices(connections.client, createKeys(config.prefix)) };
}

/** Others need it, too, and cannot wait as long as a start does. */
function notReady(): never {
  throw new StartError(
    text(
      'REDIS_URL 里的地址连得上，但对方没有及时就绪：那里运行的是 Redis 吗？是不是太忙，或还在加载数据？',
      'What is at the address in REDIS_URL takes connections, but did not get ready in time: is it a Redis, and is it overloaded, or still loading?',
    ),
  );
}

function once<T>(make: () => Promise<T>): (() => Promise<T>) & { made(): Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  return Object.assign(() => (made ??= make()), { made: () => made });
}

const nothing = () => {};
