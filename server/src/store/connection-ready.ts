import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { StartError, text } from '../config';
import { faultOf, sentinelFaultOf } from './connection-fault';
import { reasonOf, rootOf } from './connection-log';
import { findMismatch } from './port-language';
import type { Target } from './redis-clients';

/** How long nobody may be there, in ms. */
const THERE_WITHIN_MS = 5_000;
/** How long a Redis that is there may take: it loads what it keeps, or is busy. */
const READY_WITHIN_MS = 60_000;

/** What a Redis says that is there, or why nothing comes from it. */
const BUSY = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|Command timed out|Socket timeout|timeout)/;

/**
 * @throws StartError that says what to do: at once when a person has to mend it, after 5 s when nobody is there, and
 *   after 60 s when Redis is there and does not get ready
 */
export function waitUntilReady(client: Redis | Cluster, target: Target, log: Logger): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const since = performance.now();
    let last: Error | undefined;
    let mismatch: Promise<void> | undefined;
    const settle = (error?: Error) => {
      clearInterval(timer);
      client.off('ready', ready).off('error', failed).off('node error', failed).off('close', closed);
      client.off('sentinelError', sentinelFailed);
      if (error) reject(error);
      else resolve();
    };
    const ready = () => settle();
    const failed = (error: Error) => {
      last = rootOf(error);
      const fault = faultOf(last);
      if (fault) settle(new StartError(fault, { cause: error }));
      else mismatch ??= lookCloser();
    };
    // Sentinels' own answers come to light only here.
    const sentinelFailed = ({ message }: Error) => {
      const fault = sentinelFaultOf(message);
      if (fault) settle(new StartError(fault));
    };
    const closed = () => {
      last ??= new Error('closed by the other side');
      mismatch ??= lookCloser();
    };
    const lookCloser = async () => {
      const fault = await findMismatch(target);
      if (fault) settle(new StartError(fault, { cause: last }));
    };
    const timer = setInterval(async () => {
      const waited = performance.now() - since;
      const isThere = client.status === 'connect' || (last !== undefined && BUSY.test(reasonOf(last)));
      if (waited < READY_WITHIN_MS - THERE_WITHIN_MS / 2 && isThere) {
        log.warn({ seconds: Math.round(waited / 1000) }, 'Redis is there, but not ready yet: waiting for it');
        return;
      }
      clearInterval(timer);
      await mismatch;
      settle(isThere || last === undefined ? silent(last) : unreachable(last));
    }, THERE_WITHIN_MS);
    client.on('ready', ready).on('error', failed).on('node error', failed).on('close', closed);
    client.on('sentinelError', sentinelFailed);
  });
}

function unreachable(last: Error): StartError {
  const reason = reasonOf(last);
  const [zh, en] =
    reason === 'ENOTFOUND'
      ? [
          '没有这个主机名。用户名或密码里有特殊字符时也会这样：@ / : # ? % 要编码成 %40 %2F %3A %23 %3F %25；.env 里 # 之后的都是注释。',
          'there is no host of that name. Special characters in a user name or password do that, too: encode @ / : # ? % as %40 %2F %3A %23 %3F %25; in .env a # begins a comment.',
        ]
      : ['它在运行吗？REDIS_URL 写对了吗？', 'is it running, and is REDIS_URL right?'];
  return new StartError(
    text(`连不上 Redis（${reason}）：${zh}`, `Redis cannot be reached (${reason}): ${en}`),
    { cause: last },
  );
}

function silent(last: Error | undefined): StartError {
  const reason = last ? ` (${reasonOf(last)})` : '';
  return new StartError(
    text(
      `REDIS_URL 里的地址连得上，但对方一直没有就绪${reason}：那里运行的是 Redis 吗？是不是太忙，或还在加载数据？`,
      `What is at the address in REDIS_URL takes connections, but does not get ready${reason}: is it a Redis, and is it overloaded, or still loading?`,
    ),
    { cause: last },
  );
}
