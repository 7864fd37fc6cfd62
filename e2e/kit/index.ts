import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import {
  type ContractEvent,
  createLogger,
  loadConfig,
  type MerchantFunctions,
  type RunningServer,
  startServer,
} from '@contract-kit/server';
import type { Signing } from '@contract-kit/shared';
import { createSimulator, type Simulator, type SimulatorOptions } from '@contract-kit/simulator';
import { Redis } from 'ioredis';
import { type Client, createClient } from './client';
import { createControl } from './control';
import { waitFor } from './wait';
import { contractReport, createForger } from './wechatpay';

export { type Client, createClient } from './client';
export { type RawAnswer, send, write } from './http';
export { waitFor } from './wait';
export type { Envelope, Forged } from './wechatpay';

export interface KitOptions {
  simulator?: SimulatorOptions;
  /** Variables that differ from what the simulator says. */
  env?: Record<string, string>;
  config?: Parameters<Simulator['config']>[0];
  merchant?: Partial<MerchantFunctions>;
  /** Gets each line of the server's log, as it is written. */
  onLog?: (line: string) => void;
}

export interface LogLine extends Record<string, unknown> {
  msg: string;
  event?: string;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function redisUrl(): string {
  const url = process.env.TEST_REDIS_URL ?? process.env.REDIS_URL;
  if (!url) throw new Error('TEST_REDIS_URL is not set: run the tests with `npm test`');
  return url;
}

/** The simulator and a server in this process, on the Redis of the test run, with names of their own. */
export async function startKit(options: KitOptions = {}) {
  const simulator = await createSimulator(options.simulator);
  const port = await freePort();
  const prefix = `test-${randomBytes(6).toString('hex')}:`;
  const env: Record<string, string> = {
    ...simulator.config(options.config),
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    REDIS_URL: redisUrl(),
    REDIS_PREFIX: prefix,
    LOG_LEVEL: 'info',
    ...options.env,
  };

  const logs: LogLine[] = [];
  const events: (ContractEvent & { name: 'signed' | 'terminated' })[] = [];
  const merchant: MerchantFunctions = {
    onContractSigned: async (event, call) => {
      await options.merchant?.onContractSigned?.(event, call);
      events.push({ ...event, name: 'signed' });
    },
    onContractTerminated: async (event, call) => {
      await options.merchant?.onContractTerminated?.(event, call);
      events.push({ ...event, name: 'terminated' });
    },
  };
  const log = createLogger(env.LOG_LEVEL!, {
    write(line) {
      logs.push(JSON.parse(line));
      options.onLog?.(line);
    },
  });
  const start = (changed: Record<string, string> = {}): Promise<RunningServer> =>
    startServer(loadConfig({ ...env, ...changed }), log, merchant);
  let server = await start();
  const control = createControl(simulator.url);
  const redis = new Redis(env.REDIS_URL!, { lazyConnect: true });

  return {
    simulator,
    control,
    /** The server's Redis; its names begin with `prefix`. */
    redis,
    env,
    logs,
    events,
    prefix,
    url: `http://127.0.0.1:${port}`,
    /** What `/metrics` says. */
    metrics: async () => (await fetch(`http://127.0.0.1:${env.METRICS_PORT}/metrics`)).text(),
    client: (token?: string) => createClient(`http://127.0.0.1:${port}`, token),
    /** A person who has logged in. */
    async login(user = `user-${randomBytes(4).toString('hex')}`): Promise<Client & { token: string }> {
      const { body } = await createClient(`http://127.0.0.1:${port}`).login(await control.code(user));
      return { ...createClient(`http://127.0.0.1:${port}`, body.token), token: body.token };
    },
    event: (outContractCode: string, name: 'signed' | 'terminated') =>
      waitFor(`the merchant to get ${name}`, () =>
        events.find((event) => event.outContractCode === outContractCode && event.name === name),
      ),
    /** A person who has logged in and created a signing. */
    async signer(): Promise<Client & { token: string; outContractCode: string; created: Signing }> {
      const user = await this.login();
      const { body: created } = await user.create();
      return { ...user, outContractCode: created.outContractCode, created };
    },
    /** A signing that its user has signed, and of which the merchant knows. */
    async contract(user: Client): Promise<string> {
      const { outContractCode } = (await user.create()).body;
      await control.sign(outContractCode);
      await this.event(outContractCode, 'signed');
      return outContractCode;
    },
    /** Posts a notification of one's own making. */
    forge: await createForger(`http://127.0.0.1:${port}/notifications/wechatpay`),
    /** What WeChat Pay would say of a contract that came of a signing. */
    async report(
      outContractCode: string,
      changes: Record<string, unknown> = {},
    ): Promise<Record<string, unknown>> {
      const bodies = (await control.requests()).map(({ body }) => body as Record<string, unknown> | null);
      const preSign = bodies.find((body) => body?.out_contract_code === outContractCode);
      if (!preSign) throw new Error(`no pre-sign request for ${outContractCode}`);
      return contractReport(preSign, env.WECHATPAY_MCHID!, changes);
    },
    stopServer: () => server.close(),
    async startServer() {
      server = await start();
    },
    /** With some variables changed. */
    async restartServer(changed?: Record<string, string>) {
      await server.close();
      server = await start(changed);
    },
    async close() {
      await server.close();
      await simulator.close();
      const names = await redis.keys(`*${prefix}*`);
      if (names.length > 0) await redis.del(...names);
      redis.disconnect();
    },
  };
}

export type Kit = Awaited<ReturnType<typeof startKit>>;

/** A kit for a whole test file. */
export function useKit(options?: KitOptions): { kit: Kit } {
  const holder = {} as { kit: Kit };
  beforeAll(async () => {
    holder.kit = await startKit(options);
  });
  afterAll(() => holder.kit?.close());
  return holder;
}
