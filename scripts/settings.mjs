import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './root.mjs';

export const envFile = path.join(root, '.env');

/** The environment filled up from `.env`, as the server itself will see it: the environment wins. */
export function envWithFile(env = process.env) {
  if (!existsSync(envFile)) return { ...env };
  // Loaded here, because this module is read before anything is installed.
  const { parse } = createRequire(path.join(root, 'server/package.json'))('dotenv');
  return { ...parse(readFileSync(envFile, 'utf8')), ...env };
}

const realSettings =
  /^(WECHATPAY_|WECHAT_API_|SP_|SUB_|SERVICE_ID|LOGIN_APP|MERCHANTS|PUBLIC_URL|SIGN_|NODE_ENV$)/;

/**
 * The environment without what describes a real merchant: beside the simulator, only its own merchant will do.
 * @param {NodeJS.ProcessEnv} env
 */
export function withoutRealSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !realSettings.test(name)));
}

/**
 * What a server process is told about the Redis that was chosen for it.
 * @param {import('./redis.mjs').Redis} redis
 * @returns {Record<string, string>}
 */
export function redisSettings({ kind, url }) {
  if (kind === 'url') return {};
  return { REDIS_URL: url, ...(kind === 'embedded' && { REDIS_EMBEDDED: '1' }) };
}
