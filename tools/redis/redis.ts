import { fork, spawnSync } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';

/** Where it comes from: the environment, a redis-server of this machine, or the one written in JavaScript that comes with the kit. */
export type RedisKind = 'url' | 'server' | 'embedded';

export interface Redis {
  kind: RedisKind;
  url: string;
  /** Which it is, in a line. */
  zh: string;
  en: string;
  close(): Promise<void>;
}

const oldestRedis = [6, 2];

/**
 * The Redis that tests run on: REDIS_URL, else a private redis-server, else the embedded one.
 * @param wanted insists on one kind
 */
export async function openTestRedis(env: NodeJS.ProcessEnv, wanted?: RedisKind): Promise<Redis> {
  const kind = wanted ?? (env.REDIS_URL ? 'url' : 'server');
  if (kind === 'url') {
    if (!env.REDIS_URL) {
      throw new Problem(
        '--redis=url 需要环境变量 REDIS_URL。',
        '--redis=url needs the environment variable REDIS_URL.',
      );
    }
    await mustAnswer(env.REDIS_URL);
    return given(env.REDIS_URL);
  }
  if (kind === 'server') {
    const program = findRedisServer();
    if (program) return openRedisServer(program);
    if (wanted || env.CI === 'true') {
      throw new Problem(
        '找不到 redis-server（6.2 或更新）。请安装，或设置 REDIS_URL，或加上 --redis=embedded。',
        'No redis-server (6.2 or newer) on the PATH: install one, set REDIS_URL, or add --redis=embedded.',
      );
    }
  }
  return openEmbeddedRedis();
}

/** The Redis that a server runs on: REDIS_URL, else the embedded one if that is allowed. */
export async function openServerRedis(env: NodeJS.ProcessEnv): Promise<Redis> {
  if (env.REDIS_URL) return given(env.REDIS_URL);
  if (env.REDIS_URL_FILE) return given('', `REDIS_URL_FILE=${env.REDIS_URL_FILE}`);
  const reason = whyNotEmbedded(env);
  if (reason) throw reason;
  return openEmbeddedRedis();
}

/**
 * Whether a server is about to be started without the Redis that it needs. It then says so itself, together with whatever
 * else its configuration lacks.
 */
export function lacksRedis(env: NodeJS.ProcessEnv) {
  return !env.REDIS_URL && !env.REDIS_URL_FILE && whyNotEmbedded(env) !== undefined;
}

/** Real money needs a Redis that keeps what it is given. */
export function whyNotEmbedded(env: NodeJS.ProcessEnv): Problem | undefined {
  if (env.NODE_ENV === 'production') {
    return new Problem(
      'NODE_ENV=production 时必须设置 REDIS_URL：内嵌 Redis 只在内存中，退出即丢失数据。',
      'NODE_ENV=production needs REDIS_URL: the embedded Redis keeps its data in memory only.',
    );
  }
  if (!isLoopback(env.WECHATPAY_BASE_URL)) {
    return new Problem(
      '连接真实的微信支付时必须设置 REDIS_URL：内嵌 Redis 只在内存中，退出即丢失签约记录。',
      'The real WeChat Pay needs REDIS_URL: the embedded Redis would lose the contracts when it ends.',
    );
  }
  return undefined;
}

/** @param url absent: WeChat Pay's own host */
function isLoopback(url: string | undefined) {
  if (!url || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function given(url: string, shown = withoutPassword(url)) {
  return {
    kind: 'url' as const,
    url,
    zh: `已配置的 ${shown}`,
    en: `as configured: ${shown}`,
    close: async () => {},
  };
}

/** One plain line now is better than hundreds of failed tests. Clusters and sentinels are left to the tests. */
async function mustAnswer(url: string) {
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) return;
  const { hostname, port } = new URL(url);
  const socket = net.connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    timeout: 3_000,
  });
  try {
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('timeout', () => reject(new Error('no answer within 3 s')));
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(
      `连不上 REDIS_URL 指定的 ${withoutPassword(url)}（${reason}）。请启动它，或去掉 REDIS_URL 让测试自己准备 Redis。`,
      `REDIS_URL cannot be reached (${reason}): start it, or unset REDIS_URL and the tests will see to a Redis themselves.`,
    );
  } finally {
    socket.destroy();
  }
}

/**
 * Nothing of a password that should have been percent-encoded is left either.
 * @param url a Redis address, also one of a cluster or sentinels
 */
export function withoutPassword(url: string) {
  return url.replace(/\/\/.*@/s, '//***@').replace(/\?.*$/s, '?***');
}

async function openRedisServer(program: string) {
  const { url, close } = await host(program);
  const shown = path.basename(program);
  return {
    kind: 'server' as const,
    url,
    close,
    zh: `本机 ${shown}（临时启动，用完即停） ${url}`,
    en: `a private ${shown}, stopped afterwards`,
  };
}

async function openEmbeddedRedis() {
  const { url, close } = await host('embedded');
  return {
    kind: 'embedded' as const,
    url,
    close,
    zh: `内嵌 Redis（数据只在内存中，退出即清空） ${url}`,
    en: 'embedded, in memory, gone on exit',
  };
}

/** @param what see redis-host.ts */
function host(what: string): Promise<{ url: string; close: () => Promise<void> }> {
  const child = fork(path.join(root, 'tools/redis/redis-host.ts'), [what], {
    cwd: root,
    // A third of the time that --import tsx takes, which would also load modules.
    execArgv: ['--require', 'tsx/cjs'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Redis process exited with code ${code}`)));
    child.once('message', (message) => {
      const { url, error } = message as { url?: string; error?: string };
      if (!url) {
        child.disconnect();
        reject(new Error(`Redis did not start: ${error}`));
        return;
      }
      child.channel?.unref();
      child.unref();
      resolve({
        url,
        close: async () => {
          child.ref();
          if (child.connected) child.disconnect();
          await gone;
        },
      });
    });
  });
}

/** @returns the name of a new enough server on the PATH */
function findRedisServer(): string | undefined {
  return ['redis-server', 'valkey-server'].find((name) => {
    const { stdout } = spawnSync(name, ['--version'], { encoding: 'utf8', windowsHide: true });
    return isNewEnough(/\bv=(\d+)\.(\d+)/.exec(stdout ?? ''));
  });
}

function isNewEnough(version: RegExpExecArray | null) {
  if (!version) return false;
  const [major = 0, minor = 0] = oldestRedis;
  return Number(version[1]) > major || (Number(version[1]) === major && Number(version[2]) >= minor);
}
