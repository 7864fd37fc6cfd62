export type { Config, Merchant, WechatPayConfig } from './config';
export { DISPLAY_ACCOUNT_MAX_BYTES, displayAccountProblem } from './display-account';
export { loadConfig } from './load';
export { ConfigError, formatConfigError, formatConfigWarnings, type Problem } from './problems';
export { envFileAdvice, readEnv } from './read-env';
export { parseRedisUrl, type RedisTarget } from './redis-url';
