import {
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { WechatPayConfig } from '../src/config/config';
import { createCertificate } from './certificate';

// WeChat Pay's signing and encrypting once more, beside the simulator's: the server may not depend on the simulator, and two
// readings of WeChat Pay's documents are each other's check.

/** A key that WeChat Pay signs with, and the serial that names it. */
export interface PlatformKey {
  serial: string;
  privateKey: KeyObject;
}

export interface PlatformCertificateKey extends PlatformKey {
  pem: string;
}

export type SignatureHeaders = Record<
  'wechatpay-timestamp' | 'wechatpay-nonce' | 'wechatpay-serial' | 'wechatpay-signature',
  string
>;

const DAY = 24 * 60 * 60 * 1000;
const apiV3Key = Buffer.from('0123456789abcdef0123456789abcdef');

/** WeChat Pay's public key, as a merchant that was opened lately gets it. */
export const publicKey: PlatformKey = {
  serial: 'PUB_KEY_ID_0114232134912410000000000000',
  privateKey: createPrivateKey(),
};

/** A platform certificate that is in date today. */
export const certificate = createPlatformCertificate('5157F09EFDC096DE15EBE81A47057A7232F1B8E1');

export const merchant: PlatformKey = {
  serial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
  privateKey: createPrivateKey(),
};

/** What the server would read from the environment. */
export function createConfig(
  overrides: Partial<WechatPayConfig>,
  mode: 'publicKey' | 'certificate' = 'publicKey',
): WechatPayConfig {
  return {
    mchid: '1900000001',
    merchantSerial: merchant.serial,
    merchantPrivateKey: merchant.privateKey,
    apiV3Key,
    ...(mode === 'publicKey'
      ? { publicKey: { id: publicKey.serial, key: createPublicKey(publicKey.privateKey) } }
      : {}),
    baseUrl: 'http://127.0.0.1:9',
    ...overrides,
  };
}

export function createPlatformCertificate(
  serial: string,
  dates: { notBefore?: number; notAfter?: number } = {},
): PlatformCertificateKey {
  const privateKey = createPrivateKey();
  const { notBefore = Date.now() - DAY, notAfter = Date.now() + 5 * 365 * DAY } = dates;
  return { serial, privateKey, pem: createCertificate({ privateKey, serial, notBefore, notAfter }) };
}

export function createPrivateKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

/** The headers by which WeChat Pay's answers and notifications are signed. */
export function signatureHeaders(
  body: string | Buffer,
  key: PlatformKey = publicKey,
  { timestamp = String(Math.floor(Date.now() / 1000)), nonce = randomBytes(16).toString('hex') } = {},
): SignatureHeaders {
  const message = Buffer.concat([
    Buffer.from(`${timestamp}\n${nonce}\n`),
    Buffer.from(body),
    Buffer.from('\n'),
  ]);
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': key.serial,
    'wechatpay-signature': sign('RSA-SHA256', message, key.privateKey).toString('base64'),
  };
}

/** A signed JSON answer. */
export function signedReply(content: unknown, key: PlatformKey = publicKey, status = 200) {
  const body = JSON.stringify(content);
  return { status, headers: { 'content-type': 'application/json', ...signatureHeaders(body, key) }, body };
}

/** Encrypts as WeChat Pay does. */
export function encrypt(
  plaintext: string | Buffer,
  { key = apiV3Key, associatedData = '', nonce = randomBytes(6).toString('hex') } = {},
) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([
    cipher.update(Buffer.from(plaintext)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: ciphertext.toString('base64'),
    nonce,
    associated_data: associatedData,
  };
}

/** The content of an answer of `GET /v3/certificates`. */
export function certificateList(...certificates: Pick<PlatformCertificateKey, 'serial' | 'pem'>[]) {
  return {
    data: certificates.map(({ serial, pem }) => ({
      serial_no: serial,
      effective_time: '2024-01-01T00:00:00+08:00',
      expire_time: '2029-01-01T00:00:00+08:00',
      encrypt_certificate: encrypt(pem, { associatedData: 'certificate' }),
    })),
  };
}

/** A contract as a query answers it. */
export function wireContract(fields: Record<string, unknown> = {}) {
  return {
    mchid: '1900000001',
    contract_id: '123124412412423431',
    appid: 'wxd678efh567hg6787',
    openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
    sub_appid: 'wx8888888888888888',
    sub_openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    service_id: 12535,
    out_contract_code: 'wxwtdk20200910100000',
    contract_display_account: '微信代扣用户A',
    contract_state: 'SIGNED',
    contract_signed_time: '2020-09-10T13:29:35+08:00',
    ...fields,
  };
}

/** What a notification's parts are when nothing is wrong with it. */
export interface NotificationParts {
  key?: PlatformKey;
  eventType?: string;
  originalType?: string;
  resource?: Record<string, unknown>;
  timestamp?: string;
}

/** A notification as WeChat Pay posts it; `content` is encrypted as it is when it is text or bytes, else as JSON. */
export function notification(content: unknown, parts: NotificationParts = {}) {
  const plaintext =
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  const originalType = parts.originalType ?? 'entrust';
  const body = JSON.stringify({
    id: 'EV-2018022511223320873',
    create_time: '2020-09-10T13:29:36+08:00',
    event_type: parts.eventType ?? 'ENTRUST.SIGN',
    resource_type: 'encrypt-resource',
    summary: '签约成功',
    resource: {
      original_type: originalType,
      ...encrypt(plaintext, { associatedData: originalType }),
      ...parts.resource,
    },
  });
  return signedNotification(body, parts);
}

/** A notification with any body at all. */
export function signedNotification(body: string | Buffer, { key, timestamp }: NotificationParts = {}) {
  const headers: Record<string, string | string[] | undefined> = {
    'content-type': 'application/json',
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    ...signatureHeaders(body, key, timestamp === undefined ? {} : { timestamp }),
  };
  return { headers, body: Buffer.from(body) };
}
