import { parseArgs } from 'node:util';
import pino from 'pino';
import { ConfigError, envFileAdvice, formatConfigError, loadRedisConfig, readEnv, text } from '../config';
import { createEventJobs, type EventJobs, type UndeliveredEvent } from '../events/event-jobs';
import { scrub } from '../redact';
import { connectRedis, type RedisConnections } from '../store/connect';
import { createKeys } from '../store/keys';
import { isRedisError } from '../store/redis-error';
import { endWithReader } from './end-with-reader';

/*
 * Lists the events that the merchant's functions have not taken, and sends dead ones again. The exit code is 0 when that
 * was done, 1 when it was not, 2 when it was called wrongly.
 */

const usage = `用法：npm run events                     列出商户还没收下的事件
      npm run events -- --retry           再发一次：所有停止重试的事件
      npm run events -- --retry 代码…     再发一次：这些 outContractCode 的事件
      --json                              输出 JSON（npm run -s events -- --json）
Usage: npm run events [-- --retry [CODE…]] [--json]: lists what the merchant has not taken, or sends dead events again.
`;

/** `npm run events` names the file if there is one. */
const noFile = text(
  '没有读 .env，只读了环境变量。要看 npm start 里的事件，把它打印的 Redis 地址设为环境变量 REDIS_URL，再运行一次。',
  'No .env file was read, only the environment. For the events of `npm start`, set REDIS_URL to the address of Redis that it printed, and run this again.',
);

/** Lines for a person; `--json` tells all. */
const SHOWN = 200;
const typeOf = (event: UndeliveredEvent['event']) => `contract.${event}` as const;

interface Options {
  codes: string[];
  retry: boolean;
  json: boolean;
  envFile?: string;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  let redis: ReturnType<typeof loadRedisConfig>;
  try {
    redis = loadRedisConfig(
      options.envFile === undefined ? process.env : readEnv(options.envFile, process.env),
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(
      `${formatConfigError(error, options.envFile ? envFileAdvice(options.envFile) : noFile)}\n`,
    );
    return 1;
  }
  return withEventJobs(redis, (jobs) =>
    options.retry ? retry(jobs, options) : list(jobs, options, redis.prefix),
  );
}

function readOptions(): Options | number {
  try {
    const { values, positionals: codes } = parseArgs({
      options: {
        'env-file': { type: 'string' },
        retry: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const { retry, json, 'env-file': envFile } = values;
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    const wrong = codes.find((code) => !retry || !/^[A-Za-z0-9]{1,32}$/.test(code));
    if (wrong === undefined) return { codes, retry, json, ...(envFile !== undefined && { envFile }) };
    process.stderr.write(
      retry
        ? `✗ “${wrong}” 不是 outContractCode（1 到 32 个字母或数字）。\n“${wrong}” is no outContractCode (1 to 32 letters or digits).\n`
        : `✗ 代码只和 --retry 一起用。\nCodes go with --retry only.\n`,
    );
  } catch (error) {
    process.stderr.write(`✗ 参数不对。\n${(error as Error).message}\n`);
  }
  process.stderr.write(usage);
  return 2;
}

async function withEventJobs(
  redis: ReturnType<typeof loadRedisConfig>,
  use: (jobs: EventJobs) => Promise<number>,
): Promise<number> {
  const log = pino({ level: 'silent' });
  let connections: RedisConnections;
  try {
    connections = await connectRedis(redis, log);
  } catch (error) {
    return complain(error as Error);
  }
  const jobs = createEventJobs({
    connection: connections.client,
    workerConnection: connections.forWorker,
    prefix: createKeys(redis.prefix).bullMq,
    log,
  });
  try {
    return await use(jobs);
  } catch (error) {
    if (isRedisError(error)) return complain(error as Error);
    throw error;
  } finally {
    await jobs.close();
    connections.close();
  }
}

function complain({ message }: Error): number {
  process.stderr.write(
    `✗ 没有完成：用不了 REDIS_URL 指的 Redis。请确认它在运行，地址、用户名和密码正确，再运行一次。\nNot done: the Redis of REDIS_URL could not be used.\n${scrub(message)}\n`,
  );
  return 1;
}

async function list(jobs: EventJobs, { json }: Options, prefix: string): Promise<number> {
  const events: UndeliveredEvent[] = [];
  for await (const event of jobs.undeliveredEvents()) events.push(event);
  if (json) {
    const all = events.map(({ event, ...rest }) => ({ type: typeOf(event), ...rest }));
    return print(JSON.stringify({ events: all }, null, 2));
  }
  if (events.length === 0) {
    return print(
      `商户已收下所有事件（REDIS_PREFIX ${prefix}）。\nThe merchant has taken every event (REDIS_PREFIX ${prefix}).`,
    );
  }
  const dead = events.filter(({ state }) => state === 'dead');
  print(
    [
      ...section('已停止重试，每天只再试一次', 'dead: tried once a day only', dead),
      ...section('等待重试', 'waiting', events.slice(dead.length)),
      ...(dead.length === 0
        ? []
        : [
            '改好商户代码后再发一次：npm run events -- --retry [代码…]',
            'When the cause is mended, send dead ones again: npm run events -- --retry [CODE…]',
          ]),
    ].join('\n'),
  );
  return 0;
}

function section(zh: string, en: string, events: UndeliveredEvent[]): string[] {
  if (events.length === 0) return [];
  const left = events.length - SHOWN;
  return [
    `${zh}（${events.length}） ${en}`,
    ...events.slice(0, SHOWN).map(line),
    ...(left > 0 ? [`  …… 还有 ${left} 个，用 --json 看全部 / ${left} more: --json`] : []),
    '',
  ];
}

function line({ outContractCode, event, since, attempts, lastError, nextTryAt }: UndeliveredEvent): string {
  const parts = [
    outContractCode,
    typeOf(event),
    `始于 since ${local(since)}`,
    `${attempts} 次 attempts`,
    ...(nextTryAt ? [`下次 next ${local(nextTryAt)}`] : []),
  ];
  return `  ${parts.join('  ')}${lastError ? `\n      ${firstLine(lastError)}` : ''}`;
}

/** In the time zone of this machine. */
const local = (time: string) => new Date(time).toLocaleString('sv-SE');
const firstLine = (text: string) =>
  scrub(text)
    .split(/[\r\n]/, 1)[0]!
    .slice(0, 200);

async function retry(jobs: EventJobs, { codes, json }: Options): Promise<number> {
  const retried = await jobs.retryEvents(codes.length > 0 ? codes : undefined);
  const notDead = codes.filter((code) => !retried.some(({ outContractCode }) => outContractCode === code));
  if (json) {
    const sent = retried.map(({ outContractCode, event }) => ({ outContractCode, type: typeOf(event) }));
    print(JSON.stringify({ retried: sent, notDead }, null, 2));
  } else {
    for (const { outContractCode, event } of retried) print(`✓ ${outContractCode} ${typeOf(event)}`);
    if (retried.length > 0 || codes.length === 0)
      print(
        `已交给后端再发 ${retried.length} 个事件，各有 13 次机会；后端要在运行。\n${retried.length} event(s) to be sent again by the server, each up to 13 times.`,
      );
  }
  for (const code of notDead) {
    process.stderr.write(
      `✗ ${code}：没有停止重试的事件。可能已收下、还在重试，或代码不对；运行 npm run events 查看。\n${code}: has no dead event: it was taken, is still being tried, or the code is wrong.\n`,
    );
  }
  return notDead.length === 0 ? 0 : 1;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

endWithReader();
void main().then((code) => {
  process.exitCode = code;
});
