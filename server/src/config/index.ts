export type { Config, Merchant, WechatPayConfig } from './config';
export { DISPLAY_ACCOUNT_MAX_BYTES, displayAccountProblem } from './display-account';
export { loadConfig, loadRedisConfig } from './load';
export { ConfigError, formatConfigError, type Problem } from './problems';
export { readEnv } from './read-env';
export { parseRedisUrl, type RedisTarget } from './redis-url';
