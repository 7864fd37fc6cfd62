export { type Config, ConfigError, formatConfigError, loadConfig, readEnv } from './config';
export { createLogger } from './logging';
export type { ContractEvent, EventCall, MerchantFunctions } from './merchant';
export { type RunningServer, startServer } from './server';
