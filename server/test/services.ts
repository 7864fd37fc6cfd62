import { randomBytes } from 'node:crypto';
import pino from 'pino';
import type { Services } from '../src/contracts/services';
import type { Facts } from '../src/facts';
import { createJobs } from '../src/jobs';
import { createMetrics } from '../src/metrics';
import { createStore } from '../src/store';
import { createLimits } from '../src/store/limits';
import type { ContractReport, QueryResult } from '../src/wechatpay';
import { type Env, load, simulated } from './env';
import { useRedis } from './redis';

export const party = {
  appId: 'wxd678efh567hg6788',
  openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
  subMchid: '1900000109',
  serviceId: 12535,
  displayAccount: '微信用户',
};
export const confirmed = {
  signedAt: '2026-11-23T08:01:00.000Z',
  contractId: '201710180325670965',
  source: 'query' as const,
};
export const terminated = {
  at: '2026-11-23T09:00:00.000Z',
  mode: 'USER_TERMINATE',
  remark: '',
  source: 'query' as const,
};
/** What a query says of the contract that `confirmed` records. */
export const report = (outContractCode: string): ContractReport => ({
  outContractCode,
  contractState: 'SIGNED',
  mchid: '1900000100',
  serviceId: party.serviceId,
  contractId: confirmed.contractId,
  contractSignedTime: confirmed.signedAt,
});

/** What the use cases work with, on the Redis of the test run; a WeChat Pay that signs everybody's pre-sign and answers queries as the test says. */
export function useServices(env: Env = {}) {
  const { client, prefix } = useRedis();
  const log = pino({ level: 'silent' });
  const store = createStore(client, prefix);
  const jobs = createJobs({
    connection: client,
    workerConnection: () => client,
    prefix: store.keys.bullMq,
    log,
  });
  afterAll(() => jobs.close());

  const wechatPay = {
    /** The codes of pre-signs, and of queries. */
    preSigned: [] as string[],
    asked: [] as string[],
    async answer(_outContractCode: string): Promise<QueryResult> {
      return { contract: null, by: 'CONTRACT_NOT_EXIST' };
    },
  };
  beforeEach(() => {
    wechatPay.preSigned = [];
    wechatPay.asked = [];
  });
  const services = {
    config: load({ ...simulated, ...env }),
    store,
    jobs,
    log,
    metrics: createMetrics(),
    limits: createLimits(client, store.keys),
    stopping: new AbortController().signal,
    checkAnswers: true,
    wechatPay: {
      isReady: () => true,
      pausedFor: () => 0,
      trouble: () => undefined,
      async preEntrustSign({ outContractCode, subMchid, serviceId }) {
        wechatPay.preSigned.push(outContractCode);
        return {
          preEntrustwebId: 'webid',
          mchid: '1900000100',
          subMchid,
          serviceId,
          outContractCode,
          signMpAppid: 'wxbd687630cd02ce1d',
          signMpPath: 'pages/index',
        };
      },
      async queryContract({ outContractCode }) {
        wechatPay.asked.push(outContractCode);
        return wechatPay.answer(outContractCode);
      },
    } as Services['wechatPay'],
  } as Services;

  return {
    services,
    wechatPay,
    /** How long Redis keeps a signing, in ms. */
    life: (outContractCode: string) => client.pttl(store.keys.signing(outContractCode)),
    /** Stores a signing of whose facts nothing has followed yet, as when its process was killed. */
    async signing(facts: Facts & { expiresAt?: number } = {}): Promise<string> {
      const { expiresAt = Date.now() + 7_200_000, ...known } = facts;
      const outContractCode = randomBytes(16).toString('hex');
      await store.signings.merge(outContractCode, {
        party,
        preSigned: {
          at: new Date(expiresAt - services.config.signingLifetimeSeconds * 1000).toISOString(),
          expiresAt: new Date(expiresAt).toISOString(),
          preEntrustwebId: 'webid',
          launch: { appId: 'wxbd687630cd02ce1d', path: 'pages/index', extraData: {} },
        },
        ...known,
      });
      return outContractCode;
    },
    status: async (outContractCode: string) =>
      (await store.signings.read(outContractCode))?.answer.status ?? 'not known',
    /** How many events wait to be delivered. */
    eventsWaiting: async () => (await jobs.counts()).eventsWaiting!,
  };
}
