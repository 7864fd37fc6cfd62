import { randomBytes } from 'node:crypto';
import {
  type ContractEvent,
  createLogger,
  loadConfig,
  type MerchantFunctions,
  type Observed,
  type RunningServer,
  startServer,
} from '@contract-kit/server';
import type { Signing } from '@contract-kit/shared';
import { type Client, createClient } from './client';
import { freePort } from './ports';
import { waitFor } from './wait';
import { contractReport, createForger } from './wechatpay';
import { startWorld, type WorldOptions } from './world';

export { type Client, createClient } from './client';
export { send, write } from './http';
export { freePort, freePorts } from './ports';
export { until } from './until';
export { waitFor } from './wait';
export type { Forged } from './wechatpay';
export { redisUrl, startWorld, type World } from './world';

export interface KitOptions extends Omit<WorldOptions, 'redisUrl'> {
  /** Variables that differ from what the simulator says. */
  env?: Record<string, string>;
  merchant?: Partial<MerchantFunctions>;
  /** Who hears what the server tells of itself. */
  observed?: Observed;
}

export interface LogLine extends Record<string, unknown> {
  msg: string;
  event?: string;
}

/** The simulator and a server in this process, on the Redis of the test run, with names of their own. */
export async function startKit(options: KitOptions = {}) {
  const { env: changed, ...rest } = options;
  const world = await startWorld({ ...rest, redisUrl: changed?.REDIS_URL });
  const { simulator, control, redis, prefix } = world;
  const env = await world.env({ METRICS_PORT: String(await freePort()), ...changed });
  const url = `http://127.0.0.1:${env.PORT}`;

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
    write: (line) => void logs.push(JSON.parse(line)),
  });
  const start = (changed: Record<string, string> = {}): Promise<RunningServer> =>
    startServer(loadConfig({ ...env, ...changed }), log, merchant, options.observed);
  let server = await start();

  return {
    simulator,
    control,
    /** The server's Redis; its names begin with `prefix`. */
    redis,
    env,
    logs,
    events,
    prefix,
    url,
    /** What `/metrics` says. */
    metrics: async () => (await fetch(`http://127.0.0.1:${env.METRICS_PORT}/metrics`)).text(),
    client: (token?: string) => createClient(url, token),
    /** A person who has logged in. */
    async login(user = `user-${randomBytes(4).toString('hex')}`): Promise<Client & { token: string }> {
      const { body } = await waitFor(`${user} to be logged in`, async () => {
        const answer = await createClient(url).login(await control.code(user));
        return answer.status < 500 && answer;
      });
      return { ...createClient(url, body.token), token: body.token };
    },
    event: (outContractCode: string, name: 'signed' | 'terminated') =>
      waitFor(`the merchant to get ${name}`, () =>
        events.find((event) => event.outContractCode === outContractCode && event.name === name),
      ),
    /** The names of the events of a signing that the merchant got, in their order. */
    told: (outContractCode: string) =>
      events.filter((event) => event.outContractCode === outContractCode).map(({ name }) => name),
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
    forge: await createForger(`${url}/notifications/wechatpay`),
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
    /** A signing that waits for its user, and what WeChat Pay would say had they signed. */
    async pending() {
      const user = await this.signer();
      return {
        user,
        outContractCode: user.outContractCode,
        report: await this.report(user.outContractCode),
      };
    },
    /** Sends an event again that the merchant has not taken. */
    deliverNow: (outContractCode: string, event: 'signed' | 'terminated') =>
      server.deliverNow({ outContractCode, event }),
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
      await world.close();
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
