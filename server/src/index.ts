export { type Config, ConfigError, formatConfigError, loadConfig, readEnv } from './config';
export { createLogger } from './logging';
export type { ContractEvent, MerchantFunctions } from './merchant';
export { type RunningServer, startServer } from './server';
