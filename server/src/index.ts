export {
  type Config,
  ConfigError,
  envFileAdvice,
  formatConfigError,
  formatConfigWarnings,
  formatStartError,
  loadConfig,
  readEnv,
  StartError,
} from './config';
export type { ContractEvent, EventCall, MerchantFunctions } from './events/merchant-functions';
export { createLogger } from './logging';
export { type RunningServer, startServer } from './server';
