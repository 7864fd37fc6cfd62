import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp, createMetricsApp } from './app';
import { type Config, StartError, text } from './config';
import { checkAllAgain } from './contracts/jobs/check-again';
import { close } from './contracts/jobs/close';
import { deliver } from './contracts/jobs/deliver';
import { queryInSteps } from './contracts/jobs/query-in-steps';
import type { Services } from './contracts/services';
import { createMerchantCalls } from './events/merchant-calls';
import type { MerchantFunctions } from './events/merchant-functions';
import { createDrain } from './http/drain';
import { createHttpServer } from './http/server';
import { createJobs } from './jobs';
import { createMetrics } from './metrics';
import { createStore } from './store';
import { createChanges } from './store/changes';
import { checkRedis } from './store/check-redis';
import { connectRedis } from './store/connect';
import { createLimits } from './store/limits';
import { startErrorOf } from './store/start-error-of';
import { createCode2Session } from './wechat/code2session';
import { createWechatPay } from './wechatpay';

export interface RunningServer {
  /** Where it listens. */
  url: string;
  /**
   * Says that it will end, and serves for `SHUTDOWN_DELAY_SECONDS` more, unless it is to end `atOnce`; then lets what is
   * under way end, and takes no more. Resolves when nothing is left. May be called again, to leave out the rest of the delay.
   */
  close(how?: { atOnce?: boolean }): Promise<void>;
  /**
   * Takes an error that nobody caught, when it escaped a call of the merchant's functions: that event's attempt fails.
   * For the program's own listeners of `uncaughtException` and `unhandledRejection`, and only there.
   * @returns whether it was one; otherwise nobody knows what state the process is in
   */
  takeUncaught(error: unknown): boolean;
}

/**
 * Starts the merchant's server.
 * @param merchant what follows a signature and an end
 * @throws StartError when Redis is not usable or the port is taken
 */
export async function startServer(
  config: Config,
  log: Logger,
  merchant: MerchantFunctions,
): Promise<RunningServer> {
  const redis = await connectRedis(config.redis, log);
  try {
    await checkRedis(redis.client, { production: config.production, log, redis: config.redis });
    return await start(config, log, merchant, redis);
  } catch (error) {
    await redis.close();
    throw startErrorOf(error, config.redis.prefix);
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
    onTrouble: (trouble) => {
      for (const kind of ['refused', 'clock_wrong'] as const) {
        metrics.wechatPayTrouble.set({ kind }, trouble === kind ? 1 : 0);
      }
    },
  });
  const code2Session = createCode2Session({
    baseUrl: config.wechatApiBaseUrl,
    log,
    onCall: ({ outcome, milliseconds }) =>
      metrics.wechatPayCalls.observe({ operation: 'jscode2session', outcome }, milliseconds / 1000),
  });
  const limits = createLimits(redis.client, store.keys);
  let started = false;
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
    isStarted: () => started,
  };

  const server = createHttpServer(createApp(services).callback());
  const metricsServer = createHttpServer(createMetricsApp(services).callback());
  const drain = createDrain(server);
  const hurry = new AbortController();
  const shutDown = async () => {
    stop.abort();
    log.info({ event: 'draining', delaySeconds: config.shutdownDelaySeconds }, 'shutting down');
    const delayMs = hurry.signal.aborted ? 0 : config.shutdownDelaySeconds * 1000;
    changes.close(delayMs);
    if (delayMs > 0) await delay(delayMs, undefined, { signal: hurry.signal }).catch(() => {});
    changes.close();
    // Listens meanwhile: whoever asks `/readyz` is to learn that others must be asked from now on.
    await Promise.all([drain.answered(), jobs.close()]);
    await drain.close();
    metricsServer.close();
    metricsServer.closeAllConnections();
    await Promise.all([wechatPay.close(), code2Session.close()]);
    await redis.close();
    metrics.registry.clear();
  };
  let closed: Promise<void> | undefined;
  const end = ({ atOnce = false } = {}) => {
    if (atOnce) hurry.abort();
    closed ??= shutDown();
    return closed;
  };

  // Listens first: what WeChat Pay or Redis lack at the start shows in /readyz, and may yet come.
  await listen(server, config.port, config.host, 'PORT');
  try {
    if (config.metricsPort !== undefined)
      await listen(metricsServer, config.metricsPort, '127.0.0.1', 'METRICS_PORT');
    await changes.subscribe();
    await wechatPay.start();
    await jobs.start({
      query: (job, moveOn) => queryInSteps(services, job, moveOn),
      close: (job) => close(services, job),
      checkAgain: () => checkAllAgain(services),
      deliver: (job, attempt) => deliver(services, job, attempt),
    });
  } catch (error) {
    await end({ atOnce: true });
    throw error;
  }
  redis.started();
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  started = true;
  log.info({ event: 'listening', url }, 'listening');

  return { url, close: end, takeUncaught: merchantCalls.takeUncaught };
}

const listen = (server: Server, port: number, host: string, name: string) =>
  new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const taken = text(
        `${host}:${port} 已被占用：请结束占用它的程序，或换一个 ${name}。`,
        `${host}:${port} is already in use: end what uses it, or set another ${name}.`,
      );
      reject(error.code === 'EADDRINUSE' ? new StartError(taken, { cause: error }) : error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
