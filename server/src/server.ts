import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config';
import { createApp } from './http/app';
import { createDrain } from './http/drain';
import { createJobs } from './jobs';
import { type MerchantFunctions, merchant as ownMerchant } from './merchant';
import { createMetrics } from './metrics';
import { close } from './signing/close';
import { confirm } from './signing/confirm';
import { deliver } from './signing/deliver';
import { createMerchantCalls } from './signing/merchant-calls';
import { recheckAll } from './signing/recheck-all';
import type { Services } from './signing/services';
import { createStore } from './store';
import { createChanges } from './store/changes';
import { checkRedis } from './store/check-redis';
import { connectRedis } from './store/connect';
import { createLimits } from './store/limits';
import { createCode2Session } from './wechat/code2session';
import { createWechatPay } from './wechatpay';

const REQUEST_ARRIVES_WITHIN_MS = 30_000;

export interface RunningServer {
  /** Where it listens. */
  url: string;
  /** Lets what is under way end, and takes no more. Resolves when nothing is left. */
  close(): Promise<void>;
  /**
   * Takes an error that nobody caught, when it escaped a call of the merchant's functions: that event's attempt fails.
   * For the program's own listeners of `uncaughtException` and `unhandledRejection`, and only there.
   * @returns whether it was one; otherwise nobody knows what state the process is in
   */
  takeUncaught(error: unknown): boolean;
}

/**
 * Starts the merchant's server.
 * @throws Error when Redis is not usable or the port is taken
 */
export async function startServer(
  config: Config,
  log: Logger,
  merchant: MerchantFunctions = ownMerchant,
): Promise<RunningServer> {
  const redis = await connectRedis(config.redis, log);
  try {
    await checkRedis(redis.client, { production: config.production, log });
    return await start(config, log, merchant, redis);
  } catch (error) {
    await redis.close();
    throw error;
  }
}

async function start(
  config: Config,
  log: Logger,
  merchant: MerchantFunctions,
  redis: Awaited<ReturnType<typeof connectRedis>>,
): Promise<RunningServer> {
  const stop = new AbortController();
  const metrics = createMetrics();
  const store = createStore(redis.client, config.redis.prefix);
  const jobs = createJobs({
    connection: redis.client,
    workerConnection: redis.forWorker,
    prefix: store.keys.bullMq,
    log,
  });
  const changes = createChanges(redis, store.keys.changes);
  const wechatPay = createWechatPay(config.wechatPay, {
    log,
    onCall: ({ operation, outcome, milliseconds }) =>
      metrics.wechatPayCalls.observe({ operation, outcome }, milliseconds / 1000),
  });
  const code2Session = createCode2Session({
    baseUrl: config.wechatApiBaseUrl,
    log,
    onCall: ({ outcome, milliseconds }) =>
      metrics.wechatPayCalls.observe({ operation: 'jscode2session', outcome }, milliseconds / 1000),
  });
  const limits = createLimits(redis.client, store.keys);
  const merchantCalls = createMerchantCalls({ log, stopping: stop.signal });
  const services: Services = {
    config,
    log,
    metrics,
    store,
    jobs,
    changes,
    limits,
    wechatPay,
    code2Session,
    merchant,
    merchantCalls,
    stopping: stop.signal,
  };

  const server = createServer(createApp(services).callback());
  // Every body is small: who takes longer to send it is not sending it.
  server.requestTimeout = REQUEST_ARRIVES_WITHIN_MS;
  const drain = createDrain(server);
  const shutDown = async () => {
    stop.abort();
    log.info({ event: 'draining' }, 'shutting down');
    changes.close();
    // Listens meanwhile: who asks `/readyz` is to learn that others must be asked from now on.
    await Promise.all([drain.answered(), jobs.close()]);
    await drain.close();
    await Promise.all([wechatPay.close(), code2Session.close()]);
    await redis.close();
    metrics.registry.clear();
  };

  // Listens first: what WeChat Pay or Redis lack at the start shows in /readyz, and may yet come.
  await listen(server, config);
  try {
    await changes.subscribe();
    await wechatPay.start();
    await jobs.start({
      confirm: (job) => confirm(services, job),
      close: (job) => close(services, job),
      recheck: () => recheckAll(services),
      deliver: (job, attempt) => deliver(services, job, attempt),
    });
  } catch (error) {
    await shutDown();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ event: 'listening', url }, 'listening');

  return { url, close: shutDown, takeUncaught: merchantCalls.takeUncaught };
}

const listen = (server: Server, { port, host }: Config) =>
  new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const taken = `${host}:${port} is already in use: end what uses it, or set another PORT`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
