import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { Pool } from 'undici';

const env = process.env as Record<string, string>;
const privateKey = createPrivateKey(env.WECHATPAY_MERCHANT_PRIVATE_KEY!);
const publicKey = createPublicKey(env.WECHATPAY_PUBLIC_KEY!);
const apiV3Key = createSecretKey(Buffer.from(env.WECHATPAY_APIV3_KEY!));
const signAsync = promisify(sign);

const pool = new Pool(new URL(env.WECHATPAY_BASE_URL!).origin, { connections: 256 });

/** Throws unless WeChat Pay signed these bytes, within 300 s. */
export function mustBeSigned(headers: IncomingHttpHeaders, body: Buffer): void {
  const timestamp = String(headers['wechatpay-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) throw new Error('timestamp');
  if (headers['wechatpay-serial'] !== env.WECHATPAY_PUBLIC_KEY_ID) throw new Error('serial');
  const signed = Buffer.concat([
    Buffer.from(`${timestamp}\n${headers['wechatpay-nonce']}\n`),
    body,
    Buffer.from('\n'),
  ]);
  const signature = Buffer.from(String(headers['wechatpay-signature']), 'base64');
  if (!verify('RSA-SHA256', signed, publicKey, signature)) throw new Error('signature');
}

interface Sealed {
  ciphertext: string;
  nonce: string;
  associated_data: string;
}

export function decrypt({ ciphertext, nonce, associated_data }: Sealed): Buffer {
  const bytes = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: 16 })
    .setAAD(Buffer.from(associated_data))
    .setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
}

/** Signs, posts, and believes a 200 that WeChat Pay has signed. */
export async function post(path: string, content: unknown): Promise<Record<string, unknown>> {
  const body = JSON.stringify(content);
  const timestamp = Math.floor(Date.now() / 1000);
  const nonce = randomBytes(16).toString('hex');
  const signature = await signAsync(
    'RSA-SHA256',
    Buffer.from(`POST\n${path}\n${timestamp}\n${nonce}\n${body}\n`),
    privateKey,
  );
  const answered = await pool.request({
    method: 'POST',
    path,
    headers: {
      authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${env.WECHATPAY_MCHID}",nonce_str="${nonce}",signature="${signature.toString('base64')}",timestamp="${timestamp}",serial_no="${env.WECHATPAY_MERCHANT_SERIAL}"`,
      accept: 'application/json',
      'content-type': 'application/json',
      'wechatpay-serial': env.WECHATPAY_PUBLIC_KEY_ID!,
    },
    body,
    headersTimeout: 5_000,
  });
  const bytes = Buffer.from(await answered.body.arrayBuffer());
  if (answered.statusCode !== 200) throw new Error(`WeChat Pay answered ${answered.statusCode}`);
  mustBeSigned(answered.headers, bytes);
  return JSON.parse(bytes.toString());
}

/** The openid of a `wx.login` code. */
export async function openidOf(code: string): Promise<string> {
  const query = new URLSearchParams({
    appid: env.SUB_APPID!,
    secret: env.LOGIN_APP_SECRET!,
    js_code: code,
    grant_type: 'authorization_code',
  });
  const answered = await pool.request({ method: 'GET', path: `/sns/jscode2session?${query}` });
  const { openid } = (await answered.body.json()) as { openid?: string };
  if (!openid) throw new Error('no openid');
  return openid;
}
