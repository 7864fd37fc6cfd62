import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import path from 'node:path';

/** The provider and the merchant of the bench: the same for every program in it. */
export const party = {
  mchid: '1900000100',
  subMchid: '1900000109',
  spAppid: 'wxd678efh567hg6787',
  subAppid: 'wxd678efh567hg6788',
  serviceId: 12535,
  merchantSerial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  publicKeyId: 'PUB_KEY_ID_0119000001002024110600001',
  apiV3Key: 'abcdefghijklmnopqrstuvwxyz012345',
};

/** Two private keys, as PEM, from openssl itself. */
export interface Keys {
  merchant: string;
  platform: string;
}

export function createKeys(): Keys {
  const key = () => openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048');
  return { merchant: key(), platform: key() };
}

/** Makes a certificate for this machine's loopback interface, and its key, as files. */
export function createCertificate(folder: string): { key: string; certificate: string } {
  const key = path.join(folder, 'tls-key.pem');
  const certificate = path.join(folder, 'tls-certificate.pem');
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...names,
    '-keyout',
    key,
    '-out',
    certificate,
  );
  return { key, certificate };
}

function openssl(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
  return stdout;
}

/** The environment of a server under test, as the README would have it in production, on this machine. */
export function serverSettings(
  keys: Keys,
  { redisUrl, platformUrl, prefix }: { redisUrl: string; platformUrl: string; prefix: string },
): Record<string, string> {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://127.0.0.1:9',
    SHUTDOWN_DELAY_SECONDS: '0',
    MERCHANT_EVENTS: 'none',
    REDIS_URL: redisUrl,
    REDIS_PREFIX: prefix,
    REDIS_PERSISTENCE: 'managed',
    WECHATPAY_BASE_URL: platformUrl,
    WECHAT_API_BASE_URL: platformUrl,
    WECHATPAY_MCHID: party.mchid,
    WECHATPAY_MERCHANT_SERIAL: party.merchantSerial,
    WECHATPAY_MERCHANT_PRIVATE_KEY: keys.merchant,
    WECHATPAY_APIV3_KEY: party.apiV3Key,
    WECHATPAY_PUBLIC_KEY_ID: party.publicKeyId,
    WECHATPAY_PUBLIC_KEY: createPublicKey(keys.platform).export({ type: 'spki', format: 'pem' }).toString(),
    SP_APPID: party.spAppid,
    SUB_MCHID: party.subMchid,
    SUB_APPID: party.subAppid,
    SERVICE_ID: String(party.serviceId),
    LOGIN_APP: 'sub',
    LOGIN_APP_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  };
}
