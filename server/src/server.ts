import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp, createMetricsApp, createServiceApp } from './app';
import { type Config, StartError, text } from './config';
import { createRunning, type Running } from './contract-server';
import type { MerchantFunctions } from './events/merchant-functions';
import { closeServer } from './http/drain';
import { createHttpServer } from './http/server';
import type { Observe } from './observer';

/** A server that listens. */
export interface RunningServer extends Pick<Running, 'close' | 'takeUncaught' | 'printed' | 'deliverNow'> {
  /** Where it listens. */
  url: string;
}

/** Who hears what happens; masked, unless it is to be as it is, which is for a simulator. */
export interface Observed {
  observe: Observe;
  observesAsIs?: boolean;
}

/**
 * Starts the merchant's server, as a program runs it.
 * @param merchant what follows a signature and an end, unless there is a webhook
 * @param observed for `npm start` only
 * @throws StartError when Redis is not usable, a port is taken, or in production nobody would get the events
 */
export async function startServer(
  config: Config,
  log: Logger,
  merchant: MerchantFunctions,
  observed?: Observed,
): Promise<RunningServer> {
  const server = createHttpServer((request, response) => void running.handler(request, response));
  /** For whoever runs it, and for the merchant's own back end. */
  const others: Server[] = [];
  const listenElsewhere = async (listener: RequestListener, port: number, host: string, name: string) => {
    const other = createHttpServer(listener);
    others.push(other);
    await listen(other, port, host, name);
  };
  const running = createRunning({
    config,
    log,
    merchant,
    ...observed,
    checkAnswers: !config.production,
    listenerOf: (services) => createApp(services).callback(),
    async whenAnswering(services, owe) {
      await listen(server, config.port, config.host, 'PORT');
      const { metricsPort, service } = config;
      if (metricsPort !== undefined)
        await listenElsewhere(
          createMetricsApp(services).callback(),
          metricsPort,
          '127.0.0.1',
          'METRICS_PORT',
        );
      if (!service) return;
      const answer = createServiceApp(services).callback();
      const owing: RequestListener = (request, response) => {
        owe(response);
        void answer(request, response);
      };
      await listenElsewhere(owing, service.port, service.host, 'SERVICE_PORT');
      log.info(
        { event: 'service-listening', port: service.port, host: service.host },
        'service API listening',
      );
    },
    whenAnswered: () => Promise.all([server, ...others].map(closeServer)).then(() => {}),
  });
  await running.start();
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ event: 'listening', url }, 'listening');
  const { close, takeUncaught, printed, deliverNow } = running;
  return { url, close, takeUncaught, printed, deliverNow };
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
