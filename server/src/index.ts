export { ApiError } from './api-error';
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
export { type ContractServer, type ContractServerOptions, createContractServer } from './contract-server';
export type { Authenticate, AuthenticatedUser } from './contracts/authenticate';
export type { Readiness } from './contracts/readiness';
export type { Contracts } from './contracts/service';
export type { ServiceContract } from './contracts/service/view';
export {
  type ContractEvent,
  type EventCall,
  type MerchantFunctions,
  notWrittenYet,
} from './events/merchant-functions';
export { fastifyContractServer } from './fastify';
export { createLogger } from './logging';
export type { Observe } from './observer';
export { type Observed, type RunningServer, startServer } from './server';
