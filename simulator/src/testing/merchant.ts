import { createDecipheriv, createSign, createVerify, randomBytes, X509Certificate } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { createControl } from '../control/client';
import type { Simulator } from '../index';

/** What a test may change of a request: the signature covers `signed`, the wire carries the rest. */
export interface CallOptions {
  body?: unknown;
  /** Sent as it is instead of `body` as JSON. */
  rawBody?: string;
  headers?: Record<string, string | undefined>;
  timestamp?: number;
  nonce?: string;
  mchid?: string;
  serial?: string;
  /** Replaces the parts of the message that is signed, not of what is sent. */
  signed?: { method?: string; url?: string; timestamp?: string; nonce?: string; body?: string };
  authorization?: (value: string) => string | undefined;
}

export interface Reply<T = Record<string, unknown>> {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: T;
}

/** A merchant's side written for the tests alone: it shares no code with the simulator or the server. */
export function createMerchant(simulator: Simulator) {
  const env = simulator.config();
  const privateKey = env.WECHATPAY_MERCHANT_PRIVATE_KEY ?? '';
  /** A control call, which must succeed. */
  const control = createControl(simulator.url).call;

  async function call(method: 'GET' | 'POST', url: string, options: CallOptions = {}): Promise<Reply> {
    const body = options.rawBody ?? (options.body === undefined ? '' : JSON.stringify(options.body));
    const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
    const nonce = options.nonce ?? randomBytes(16).toString('hex');
    const signed = { method, url, timestamp, nonce, body, ...options.signed };
    const message = `${signed.method}\n${signed.url}\n${signed.timestamp}\n${signed.nonce}\n${signed.body}\n`;
    const signature = createSign('RSA-SHA256').update(message).sign(privateKey, 'base64');
    const fields = {
      mchid: options.mchid ?? env.WECHATPAY_MCHID,
      nonce_str: nonce,
      signature,
      timestamp,
      serial_no: options.serial ?? env.WECHATPAY_MERCHANT_SERIAL,
    };
    const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
    const authorization = `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
    const headers = {
      Accept: 'application/json',
      'User-Agent': 'simulator-test',
      ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      Authorization: options.authorization ? options.authorization(authorization) : authorization,
      ...options.headers,
    };
    return send(method, url, headers, body);
  }

  async function send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    headers: Record<string, string | undefined>,
    body?: string,
  ): Promise<Reply> {
    const present = Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const response = await request(`${simulator.url}${path}`, {
      method,
      headers: Object.fromEntries(present),
      ...(body === undefined || body === '' ? {} : { body }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, text, json: asJson(text) };
  }

  /** The nine fields, without `sp_openid`, for a user who has logged in to the sub-merchant's app. */
  function preEntrustSignFields(more: Record<string, unknown> = {}) {
    return {
      sp_appid: env.SP_APPID,
      sub_mchid: env.SUB_MCHID,
      sub_appid: env.SUB_APPID,
      sub_openid: 'oTestUser00000000000000000_-',
      service_id: Number(env.SERVICE_ID),
      out_contract_code: `T${randomBytes(10).toString('hex')}`,
      notify_url: 'http://127.0.0.1:9/never/listening',
      contract_display_account: '微信用户',
      ...more,
    };
  }

  const paths = {
    preEntrustSign: '/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program',
    contract: (code: string, serviceId: number | string = env.SERVICE_ID ?? '') =>
      `/v3/password-exempt-contract/contracts/service-id/${serviceId}/out-contract-code/${code}`,
  };

  async function preEntrustSign(more: Record<string, unknown> = {}, options: CallOptions = {}) {
    const fields = preEntrustSignFields(more);
    const reply = await call('POST', paths.preEntrustSign, { body: fields, ...options });
    return { code: fields.out_contract_code, id: String(reply.json.pre_entrustweb_id), reply, fields };
  }

  return { env, call, send, control, paths, preEntrustSign, preEntrustSignFields };
}

/** Whether WeChat Pay's side signed `body`, by the key that the headers name. */
export function isSignedBy(key: string, headers: IncomingHttpHeaders, body: string): boolean {
  const message = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${body}\n`;
  return createVerify('RSA-SHA256')
    .update(message)
    .verify(key, String(headers['wechatpay-signature']), 'base64');
}

export interface Encrypted {
  ciphertext: string;
  associated_data: string;
  nonce: string;
}

export function decrypt({ ciphertext, associated_data, nonce }: Encrypted, apiV3Key: string): string {
  const bytes = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce)
    .setAuthTag(bytes.subarray(-16))
    .setAAD(Buffer.from(associated_data));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
}

/** The platform certificate, by its serial, as /v3/certificates hands it out. */
export async function fetchCertificate(merchant: ReturnType<typeof createMerchant>) {
  const { json } = await merchant.call('GET', '/v3/certificates');
  const [item] = json.data as { serial_no: string; encrypt_certificate: Encrypted }[];
  if (item === undefined) throw new Error('no certificate');
  const pem = decrypt(item.encrypt_certificate, merchant.env.WECHATPAY_APIV3_KEY ?? '');
  return { serial: item.serial_no, pem, certificate: new X509Certificate(pem) };
}

interface Received {
  at: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A merchant's notification address: answers with the next of `statuses`, then 204; with null it does not answer. */
export async function createReceiver() {
  const received: Received[] = [];
  const statuses: (number | null)[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      received.push({ at: Date.now(), headers: req.headers, text: Buffer.concat(chunks).toString() });
      const status = statuses.length > 0 ? statuses.shift() : 204;
      if (status) res.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications/wechatpay`,
    received,
    statuses,
    reset() {
      received.length = 0;
      statuses.length = 0;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function asJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
