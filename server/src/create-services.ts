import type { Services } from './contracts/services';
import { createMerchantCalls } from './events/merchant-calls';
import type { Receiver } from './events/receiver';
import { createJobs } from './jobs';
import { createMetrics } from './metrics';
import { createStore } from './store';
import { createChanges } from './store/changes';
import type { RedisConnections } from './store/connect';
import { createLimits } from './store/limits';
import { createCode2Session } from './wechat/code2session';
import { createWechatPay } from './wechatpay';

interface Given
  extends Pick<Services, 'config' | 'log' | 'authenticate' | 'checkAnswers' | 'stopping' | 'isStarted'> {
  receiver: Receiver;
}

/** All that the use cases work with, on a Redis that is connected. Nothing of it runs yet. */
export function createServices(redis: RedisConnections, { receiver, ...given }: Given): Services {
  const { config, log } = given;
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
      onCall: ({ operation, outcome, milliseconds }) =>
        metrics.wechatPayCalls.observe({ operation, outcome }, milliseconds / 1000),
      onTrouble: (trouble) => {
        for (const kind of ['refused', 'clock_wrong'] as const) {
          metrics.wechatPayTrouble.set({ kind }, trouble === kind ? 1 : 0);
        }
      },
    }),
    code2Session: createCode2Session({
      baseUrl: config.wechatApiBaseUrl,
      log,
      onCall: ({ outcome, milliseconds }) =>
        metrics.wechatPayCalls.observe({ operation: 'jscode2session', outcome }, milliseconds / 1000),
    }),
    merchant: receiver.functions,
    merchantCalls: createMerchantCalls({ log, stopping: given.stopping, receiver: receiver.name }),
  };
}
