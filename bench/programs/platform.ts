import { createCipheriv, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { party } from '../world/settings';
import { answer } from './answer';

/*
 * WeChat Pay and WeChat's login for the bench: fast, in a process of its own. It signs every answer with a real key, as those
 * who are measured verify it, and checks nothing that costs.
 */

const key = createPrivateKey(process.env.PLATFORM_KEY!);
const signAsync = promisify(sign);
const contracts = '/v3/password-exempt-contract/contracts';

/** What a query is answered with, and how long every answer takes, in ms. */
let state = 'NOT_SIGNED';
let delayMs = 0;

async function signatureHeaders(body: string) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const signature = await signAsync('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key);
  return {
    'content-type': 'application/json',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': party.publicKeyId,
    'wechatpay-signature': signature.toString('base64'),
  };
}

const wireContract = (outContractCode: string, openid?: string) => ({
  mchid: party.mchid,
  sub_mchid: party.subMchid,
  service_id: party.serviceId,
  sp_appid: party.spAppid,
  sub_appid: party.subAppid,
  ...(openid !== undefined && { sub_openid: openid }),
  out_contract_code: outContractCode,
  contract_id: `C${outContractCode}`,
  contract_display_account: '微信用户',
  contract_signed_time: '2026-11-27T13:29:35+08:00',
});

const handle = async (request: IncomingMessage, response: ServerResponse) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://platform');
  const body = await read(request);
  if (delayMs > 0) await sleep(delayMs);
  if (pathname === '/sns/jscode2session') {
    response.end(JSON.stringify({ openid: `o${searchParams.get('js_code')}`, session_key: 'AAAA' }));
  } else if (pathname === '/v3/certificates') {
    await reply(response, 404, { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' });
  } else if (pathname.endsWith('/pre-entrust-sign/mini-program')) {
    const { out_contract_code, service_id, sub_mchid } = JSON.parse(body);
    await reply(response, 200, {
      pre_entrustweb_id: `PRE${out_contract_code}`,
      mchid: party.mchid,
      sub_mchid,
      service_id,
      out_contract_code,
      sign_mp_appid: 'wxbd687630cd02ce1d',
      sign_mp_path: 'pages/index/index',
    });
  } else if (pathname.startsWith(`${contracts}/service-id/`)) {
    await reply(response, 200, {
      ...wireContract(pathname.split('/').at(-1)!),
      contract_state: state,
    });
  } else {
    response.writeHead(404).end();
  }
};

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

async function reply(response: ServerResponse, status: number, content: unknown) {
  const body = JSON.stringify(content);
  response.writeHead(status, await signatureHeaders(body)).end(body);
}

/** A notification of a signature, as WeChat Pay posts it. */
async function notification({ outContractCode, openid }: { outContractCode: string; openid: string }) {
  const plain = JSON.stringify({ ...wireContract(outContractCode, openid), contract_state: 'SIGNED' });
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', party.apiV3Key, nonce).setAAD(Buffer.from('entrust'));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const body = JSON.stringify({
    id: `EV-${outContractCode}`,
    create_time: '2026-11-27T13:29:36+08:00',
    event_type: 'ENTRUST.SIGN',
    resource_type: 'encrypt-resource',
    summary: '签约成功',
    resource: {
      original_type: 'entrust',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: ciphertext.toString('base64'),
      nonce,
      associated_data: 'entrust',
    },
  });
  const headers = await signatureHeaders(body);
  return { headers: { ...headers, 'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048' }, body };
}

function listen(server: Server, scheme: string): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

answer({
  /** @returns its address, as the next does */
  listen: () => listen(createServer(handle), 'http'),
  listenWithTls: (key: string, certificate: string) =>
    listen(createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, handle), 'https'),
  notifications: (of: { outContractCode: string; openid: string }[]) => Promise.all(of.map(notification)),
  behave: (queried: string, ms: number) => {
    state = queried;
    delayMs = ms;
  },
});
