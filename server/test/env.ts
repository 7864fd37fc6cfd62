import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, ConfigError, formatConfigError, loadConfig } from '../src/config';
import { createCertificate } from './certificate';

export type Env = Record<string, string | undefined>;

export const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const wechatPay = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
export const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

export const DAY = 24 * 3600_000;
export const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';

/** The merchant's certificate; `from` and `to` are in ms from now. */
export const certificate = (privateKey = merchant.privateKey, from = -DAY, to = DAY) =>
  createCertificate({ privateKey, serial: SERIAL, notBefore: Date.now() + from, notAfter: Date.now() + to });

/** All that has no default. */
export const complete: Env = {
  PUBLIC_URL: 'https://pay.example.com',
  REDIS_URL: 'redis://127.0.0.1:6379',
  WECHATPAY_MCHID: '1900000100',
  WECHATPAY_MERCHANT_SERIAL: SERIAL,
  WECHATPAY_MERCHANT_PRIVATE_KEY: pkcs8(merchant.privateKey),
  WECHATPAY_APIV3_KEY: 'abcdefghijklmnopqrstuvwxyz012345',
  SP_APPID: 'wxd678efh567hg6787',
  SUB_MCHID: '1900000109',
  SUB_APPID: 'wxd678efh567hg6788',
  SERVICE_ID: '12535',
  LOGIN_APP: 'sub',
  LOGIN_APP_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
};
export const publicKeyMode = {
  WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000001002024110600001',
  WECHATPAY_PUBLIC_KEY: spki(wechatPay.publicKey),
};
/** The server as `npm start` runs it, against the simulator. */
export const simulated = {
  WECHATPAY_BASE_URL: 'http://127.0.0.1:4010',
  WECHAT_API_BASE_URL: 'http://127.0.0.1:4010',
  PUBLIC_URL: 'http://127.0.0.1:3000',
};

export const load = (changes: Env = {}) => loadConfig({ ...complete, ...changes });

export function failure(env: Env): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** The names of the variables that are complained about. */
export const complaints = (changes: Env) =>
  failure({ ...complete, ...changes }).problems.map(({ name }) => name);
export const said = (changes: Env) => formatConfigError(failure({ ...complete, ...changes }));

/** To compare configurations by: keys as their contents. */
export const plain = (config: Config) =>
  JSON.stringify({ ...config, key: spki(createPublicKey(config.wechatPay.merchantPrivateKey)) });

export const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
/** Writes a file, and gives its path. */
export function file(content: string | Buffer): string {
  files += 1;
  const path = join(folder, `${files}`);
  writeFileSync(path, content);
  return path;
}
