import type { Services } from './contracts/services';
import { createMerchantCalls } from './events/merchant-calls';
import type { Receiver } from './events/receiver';
import { createJobs } from './jobs';
import { createMetrics } from './metrics';
import type { Observer } from './observer';
import { createStore } from './store';
import { createChanges } from './store/changes';
import type { RedisConnections } from './store/connect';
import { createLimits } from './store/limits';
import { createCode2Session } from './wechat/code2session';
import { createWechatPay } from './wechatpay';

interface Given
  extends Pick<
    Services,
    'config' | 'log' | 'authenticate' | 'checkAnswers' | 'stopping' | 'isStarted' | 'observer'
  > {
  receiver: Receiver;
}

/** All that the use cases work with, on a Redis that is connected. Nothing of it runs yet. */
export function createServices(redis: RedisConnections, { receiver, ...given }: Given): Services {
  const { config, log, observer } = given;
  const metrics = createMetrics();
  const store = createStore(redis.client, config.redis.prefix);
  return {
    ...given,
    metrics,
    store,
    jobs: createJobs({
      connection: redis.client,
      workerConnection: redis.forWorker,
      prefix: store.keys.bullMq,
      log,
    }),
    changes: createChanges(redis, store.keys.changes),
    limits: createLimits(redis.client, store.keys),
    wechatPay: createWechatPay(config.wechatPay, {
      log,
      onCall: ({ error, ...report }) => {
        const { operation, outcome, milliseconds } = report;
        metrics.wechatPayCalls.observe({ operation, outcome }, milliseconds / 1000);
        if (observer) {
          const code = error?.details.code;
          tellOfCall(observer, {
            ...report,
            ...(error && { reason: error.message }),
            ...(code === undefined ? {} : { code }),
          });
        }
      },
      onTrouble: (trouble) => {
        for (const kind of ['refused', 'clock_wrong'] as const) {
          metrics.wechatPayTrouble.set({ kind }, trouble === kind ? 1 : 0);
        }
      },
    }),
    code2Session: createCode2Session({
      baseUrl: config.wechatApiBaseUrl,
      log,
      onCall: (report) => {
        const { outcome, milliseconds } = report;
        metrics.wechatPayCalls.observe({ operation: 'jscode2session', outcome }, milliseconds / 1000);
        if (observer) tellOfCall(observer, { ...report, operation: 'jscode2session' });
      },
    }),
    merchant: receiver.functions,
    merchantCalls: createMerchantCalls({
      log,
      stopping: given.stopping,
      receiver: receiver.name,
      learn: observer?.learn,
    }),
  };
}

interface Report {
  operation: string;
  outcome: string;
  attempts: number;
  milliseconds: number;
  outContractCode?: string;
  httpStatus?: number;
  code?: string;
  reason?: string;
}

function tellOfCall(observer: Observer, { milliseconds: ms, ...report }: Report): void {
  observer.tell({ at: Date.now() - ms, kind: 'call', ms, ...report });
}
