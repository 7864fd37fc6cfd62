import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { DestinationStream, Logger } from 'pino';
import { ApiError } from './api-error';
import { createApp } from './app';
import type { Config } from './config';
import type { Authenticate } from './contracts/authenticate';
import { checkOptions } from './contracts/given-options';
import { checkAllAgain } from './contracts/jobs/check-again';
import { close } from './contracts/jobs/close';
import { deliver } from './contracts/jobs/deliver';
import { queryInSteps } from './contracts/jobs/query-in-steps';
import { type Readiness, readiness } from './contracts/readiness';
import { type Contracts, createContracts } from './contracts/service';
import type { Services } from './contracts/services';
import { sayStarted, warnOfConfig } from './contracts/start-lines';
import { createServices } from './create-services';
import type { EventId } from './events/event-jobs';
import type { MerchantFunctions } from './events/merchant-functions';
import { chooseReceiver, type Receiver } from './events/receiver';
import { createDrain } from './http/drain';
import { type Mount, noteReadBefore } from './http/mounted';
import { createRefusal } from './http/not-running';
import { createLogger } from './logging';
import { createObserver, type Observe } from './observer';
import { metricsText } from './routes/health';
import { checkRedis } from './store/check-redis';
import { connectRedis, type RedisConnections } from './store/connect';
import { startErrorOf } from './store/start-error-of';

/** What a contract server is made of. */
export interface ContractServerOptions {
  /** What `loadConfig` made of the variables. Its ports, host and metrics token are for the program only. */
  config: Config;
  /** What follows a signature and an end, unless the configuration names a webhook for that. */
  merchant?: MerchantFunctions;
  /** The merchant's own login. Without it users log in by `POST /api/login`; with it there is no such call. */
  authenticate?: Authenticate;
  /**
   * The full path below which the handler is mounted, such as `/pay`, where requests come with it: plain Koa, a route of Fastify,
   * node:http; or where `request.originalUrl` keeps it: Express, Nest. Absent where the path comes stripped.
   */
  basePath?: string;
  /**
   * Hears of requests, facts, events and calls as they happen, and of what is logged as a warning or an error; with openids, tokens, ids and
   * keys masked. Nothing waits for it, and nothing that it throws matters.
   */
  observe?: Observe;
  /** Compares each answer with its declaration, and fails if it differs: for tests and development. */
  checkAnswers?: boolean;
  /** Where log lines go, each a JSON text with its line break, from `LOG_LEVEL` on. Nothing is written by default. */
  log?: DestinationStream;
}

/** The server as a part of another application: it has no port, and hears no signal. */
export interface ContractServer {
  /**
   * Answers a request below its mount: `/api/…` and `/notifications/…`, and nothing else. Resolves when it has been answered. It reads the
   * body by itself, so no parser may come before it, but one that keeps the bytes as a Buffer in `request.rawBody`.
   */
  handler(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Connects to Redis and WeChat Pay, and begins to work. Once; until then requests get 503.
   * @throws StartError when Redis is not usable, or in production nobody would get the events
   */
  start(): Promise<void>;
  /**
   * Lets what is under way end, and takes no more. Before that it goes on for `SHUTDOWN_DELAY_SECONDS`, unless it is to end `atOnce`.
   * May be called again, to leave out the rest of that. Resolves when nothing is left.
   */
  close(how?: { atOnce?: boolean }): Promise<void>;
  /** The contracts, for the application's own code. */
  contracts: Contracts;
  /** Whether it can do its work, for the application's own health check. */
  ready(): Promise<Readiness>;
  /** Counts and times, as a text for Prometheus. */
  metrics(): Promise<string>;
  /**
   * Takes an error that nobody caught, when it escaped a call of the merchant's functions: that event's attempt fails.
   * For listeners of `uncaughtException` and `unhandledRejection`, and only there.
   * @returns whether it was one; otherwise nobody knows what state the process is in
   */
  takeUncaught(error: unknown): boolean;
}

/**
 * Makes a server to be mounted in an application. It reads no environment, writes to no console, and two in one process never meet.
 * @throws TypeError when `basePath` is no path, or an option is not what its type says
 */
export function createContractServer(options: ContractServerOptions): ContractServer {
  checkOptions(options);
  // The service API is on a port, which this has none of.
  const {
    config: { service: _, ...config },
    log: to = nowhere,
    basePath,
    ...rest
  } = options;
  const mount: Mount = { basePath: checkedBasePath(basePath), readBefore: new WeakMap() };
  const log = createLogger(config.logLevel, to);
  return createRunning({
    ...rest,
    config,
    log,
    whenStarted: () => sayStarted({ ...options, config, log }, basePath),
    listenerOf: (services) => {
      const answer = createApp(services, mount).callback();
      return (request, response) => {
        noteReadBefore(mount, request, response);
        return answer(request, response);
      };
    },
  });
}

const nowhere: DestinationStream = { write() {} };

function checkedBasePath(basePath: string | undefined): string | undefined {
  if (basePath === undefined || /^(\/[^/?#\s]+)+$/.test(basePath)) return basePath;
  throw new TypeError(
    'basePath 应为以 / 开头、不以 / 结尾的完整路径，例如 /pay。' +
      'basePath is the full path, with a slash before it and none after, such as /pay.',
  );
}

interface RunningOptions extends Omit<ContractServerOptions, 'log' | 'basePath'> {
  log: Logger;
  /** What is observed is not masked: only beside a simulator. */
  observesAsIs?: boolean;
  listenerOf(services: Services): RequestListener;
  /**
   * Runs when requests can be answered, before anything else begins.
   * @param owe counts an answer among those that the end waits for, besides those of the handler
   */
  whenAnswering?(services: Services, owe: (response: ServerResponse) => void): Promise<void>;
  /** Runs when the start is over. */
  whenStarted?(): void;
  /** Runs at the end, when what is under way has been answered. */
  whenAnswered?(): Promise<void>;
}

/** What is more for the program that `npm start` runs. */
export interface Running extends ContractServer {
  /** Tells whoever observes what was written to the console, and during which call of the merchant's functions. */
  printed(stream: 'stdout' | 'stderr', text: string): void;
  /** Delivers an event now that the merchant has not taken: a dead one as if it were new. */
  deliverNow(event: EventId): Promise<void>;
}

/** What the program and the library have in common: from the first connection to the last. */
export function createRunning(options: RunningOptions): Running {
  const { config, log, observe } = options;
  const observer = observe && createObserver(observe, log, options.observesAsIs ? undefined : config);
  const stop = new AbortController();
  const hurry = new AbortController();
  const drain = createDrain();
  let connected:
    | { redis: RedisConnections; services: Services; listener: RequestListener; receiver: Receiver }
    | undefined;
  let starting: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let isStarted = false;
  /** Once each, before the start and after the end. */
  const refuse = { early: createRefusal('early', log), late: createRefusal('late', log) };

  async function start(): Promise<void> {
    const { merchant, authenticate, checkAnswers = false } = options;
    warnOfConfig({ config, log });
    const receiver = chooseReceiver(config, merchant, log);
    const redis = await connectRedis(config.redis, log);
    try {
      await checkRedis(redis.client, { production: config.production, log, redis: config.redis });
    } catch (error) {
      await redis.close();
      throw startErrorOf(error, config.redis.prefix);
    }
    const services = createServices(redis, {
      config,
      log,
      receiver,
      ...(authenticate && { authenticate }),
      ...(observer && { observer }),
      checkAnswers,
      stopping: stop.signal,
      isStarted: () => isStarted,
    });
    connected = { redis, services, listener: options.listenerOf(services), receiver };
    try {
      await begin(services);
    } catch (error) {
      hurry.abort();
      await shutDown();
      throw startErrorOf(error, config.redis.prefix);
    }
    redis.started();
    isStarted = true;
    options.whenStarted?.();
  }

  async function begin(services: Services): Promise<void> {
    // Answers first: what WeChat Pay or Redis lack at the start shows in its readiness, and may yet come.
    await options.whenAnswering?.(services, drain.add);
    await services.changes.subscribe();
    await services.wechatPay.start();
    await services.jobs.start({
      query: (job, moveOn) => queryInSteps(services, job, moveOn),
      close: (job) => close(services, job),
      checkAgain: () => checkAllAgain(services),
      deliver: (job, attempt) => deliver(services, job, attempt),
    });
  }

  async function shutDown(): Promise<void> {
    stop.abort();
    log.info({ event: 'draining', delaySeconds: config.shutdownDelaySeconds }, 'shutting down');
    const delayMs = hurry.signal.aborted ? 0 : config.shutdownDelaySeconds * 1000;
    const { redis, services, receiver } = connected!;
    const { changes, jobs, wechatPay, code2Session, metrics } = services;
    changes.close(delayMs);
    if (delayMs > 0) await delay(delayMs, undefined, { signal: hurry.signal }).catch(() => {});
    changes.close();
    // Answers meanwhile: whoever asks whether it is ready is to learn that others must be asked from now on.
    await Promise.all([drain.answered(), jobs.close()]);
    await options.whenAnswered?.();
    connected = undefined;
    await Promise.all([wechatPay.close(), code2Session.close(), receiver.close()]);
    await redis.close();
    metrics.registry.clear();
  }

  /** A start that is under way cannot be broken off: it ends first. */
  async function closeUnstarted(): Promise<void> {
    await starting?.catch(() => {});
    if (connected) await shutDown();
  }

  return {
    async handler(request, response) {
      drain.add(response);
      const listener = connected?.listener ?? refuse[closing ? 'late' : 'early'];
      await listener(request, response);
    },
    start() {
      if (closing)
        return Promise.reject(
          new Error(
            '已经关闭的不能再启动：请用 createContractServer 另做一个。\n' +
              'A server that was closed does not start again: make another by createContractServer.',
          ),
        );
      starting ??= start();
      return starting;
    },
    close({ atOnce = false } = {}) {
      if (atOnce) hurry.abort();
      closing ??= (isStarted ? shutDown() : closeUnstarted()).finally(() => observer?.end());
      return closing;
    },
    contracts: createContracts(() => {
      if (!connected || !isStarted) throw new ApiError('not_running');
      return connected.services;
    }),
    ready: async () =>
      connected
        ? readiness(connected.services)
        : {
            ready: false,
            redis: false,
            wechatPay: false,
            starting: closing === undefined,
            draining: closing !== undefined,
          },
    metrics: async () => (connected ? metricsText(connected.services) : ''),
    printed(stream, text) {
      const call = connected?.services.merchantCalls.underWay();
      // Within a millisecond after the beginning of its call.
      observer?.tell({ at: Date.now() + 0.5, kind: 'print', stream, text, ...call });
    },
    async deliverNow(event) {
      const { jobs } = connected!.services;
      if (await jobs.isEventDead(event)) await jobs.retryEvents([event.outContractCode]);
      else await jobs.hastenEvent(event);
    },
    takeUncaught: (error) => connected?.services.merchantCalls.takeUncaught(error) ?? false,
  };
}
