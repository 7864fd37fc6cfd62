export type { Config, RedisTls } from './config';
export { displayAccountProblem } from './display-account';
export { loadConfig, loadRedisConfig } from './load';
export {
  ConfigError,
  formatConfigError,
  formatConfigWarnings,
  type Text,
  text,
} from './problems';
export { envFileAdvice, readEnv } from './read-env';
export type { RedisTarget } from './redis-url';
export { formatStartError, StartError } from './start-error';
export { FULL_LIFETIME_SECONDS } from './table/provider';
