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
export { createLogger } from './logging';
export type { ContractEvent, EventCall, MerchantFunctions } from './merchant-functions';
export { type RunningServer, startServer } from './server';
