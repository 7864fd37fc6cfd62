import type { Logger } from 'pino';
import type { Config } from '../config/config';
import type { MerchantCalls } from '../events/merchant-calls';
import type { MerchantFunctions } from '../events/merchant-functions';
import type { Jobs } from '../jobs';
import type { Metrics } from '../metrics';
import type { Observer } from '../observer';
import type { Store } from '../store';
import type { Changes } from '../store/changes';
import type { Limits } from '../store/limits';
import type { Code2Session } from '../wechat/code2session';
import type { WechatPay } from '../wechatpay';
import type { Authenticate } from './authenticate';

/** What the use cases work with. */
export interface Services {
  config: Config;
  log: Logger;
  metrics: Metrics;
  store: Store;
  jobs: Jobs;
  changes: Changes;
  limits: Limits;
  wechatPay: WechatPay;
  code2Session: Code2Session;
  merchant: MerchantFunctions;
  merchantCalls: MerchantCalls;
  /** Hears what happens; absent where nobody looks. */
  observer?: Observer;
  /** The merchant's own login, in place of ours. */
  authenticate?: Authenticate;
  /** Whether each answer is compared with what its route declares. */
  checkAnswers: boolean;
  /** Aborts when the server begins to shut down. */
  stopping: AbortSignal;
  /** Whether the start is over: until then jobs do not run. */
  isStarted(): boolean;
}
