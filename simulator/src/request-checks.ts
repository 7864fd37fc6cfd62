import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, innerCode, paramError } from './api-error';
import type { Keys } from './keys';
import type { Settings } from './settings';
import { type Authorization, parseAuthorization, requestMessage, verify } from './signature';

/** How far a request's time may be off: https://pay.weixin.qq.com/doc/v3/merchant/4012365336 */
const maxSkewSeconds = 300;

export interface SignedRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Checks what every call to WeChat Pay must carry, before anyone looks at what it asks for. */
export class RequestChecks {
  readonly #nonces = new Map<string, number>();

  constructor(
    readonly mchid: string,
    readonly keys: Keys,
    readonly settings: Settings,
  ) {}

  /** Throws the `ApiError` that the request deserves. */
  check(request: SignedRequest): void {
    const { headers } = request;
    if (!acceptsJson(headers.accept) || !headers['user-agent']) {
      throw new ApiError(400, 'PARAM_ERROR', 'Http头缺少Accept或User-Agent');
    }
    const hasJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
    if (request.method !== 'GET' && !hasJson) {
      throw new ApiError(400, 'PARAM_ERROR', 'Http头Content-Type必须是application/json');
    }
    this.#checkAuthorization(request);
    this.#checkSerial(headers['wechatpay-serial']);
  }

  forget(): void {
    this.#nonces.clear();
  }

  #checkAuthorization(request: SignedRequest): void {
    const authorization = parseAuthorization(request.headers.authorization ?? '');
    if (authorization === undefined) {
      throw signError(
        'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
        'authorization',
      );
    }
    const { mchid, serial_no, timestamp, nonce_str } = authorization;
    if (mchid !== this.mchid) throw signError(`商户号不存在：${mchid}`, 'mchid');
    if (serial_no !== this.keys.merchant.serial) throw signError('商户API证书序列号有误', 'serial_no');
    if (!/^\d{10}$/.test(timestamp)) throw signError('timestamp不是秒级时间戳', 'timestamp');
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > maxSkewSeconds) {
      throw signError('timestamp与当前时间相差超过5分钟', 'timestamp');
    }
    if (nonce_str.length > 32) throw signError('nonce_str超过32个字符', 'nonce_str');
    this.#checkSignature(request, authorization);
    this.#spendNonce(nonce_str);
  }

  #checkSignature(request: SignedRequest, authorization: Authorization): void {
    const { timestamp, nonce_str: nonce, signature } = authorization;
    const message = requestMessage({ ...request, timestamp, nonce });
    if (verify(message, signature, this.keys.merchant.publicKey)) return;
    throw new ApiError(401, 'SIGN_ERROR', '签名错误，请检查后再试', {
      inner: innerCode.signature,
      detail: {
        location: 'authorization',
        field: 'signature',
        issue: 'sign not match',
        sign_information: {
          method: request.method,
          url: request.url,
          sign_message_length: message.length,
          truncated_sign_message: `${request.method}\n${request.url}\n${timestamp}\n${nonce}\n`,
        },
      },
    });
  }

  /** Kept for as long as the time stated with it could be accepted. */
  #spendNonce(nonce: string): void {
    const now = Date.now();
    for (const [old, usedAt] of this.#nonces) {
      if (now - usedAt <= 2 * maxSkewSeconds * 1000) break;
      this.#nonces.delete(old);
    }
    if (this.#nonces.has(nonce)) throw signError('nonce_str已被使用，每次请求都须重新签名', 'nonce_str');
    this.#nonces.set(nonce, now);
  }

  #checkSerial(serial: string | string[] | undefined): void {
    const { certificate, publicKey } = this.keys;
    const known = this.settings.platformCertificates
      ? [certificate.serial, publicKey.serial]
      : [publicKey.serial];
    if (serial === undefined || known.includes(String(serial))) return;
    throw paramError('Wechatpay-Serial', '平台证书序列号或微信支付公钥ID错误', 'header');
  }
}

function acceptsJson(accept: string | undefined): boolean {
  return /(^|[,\s])(application\/json|application\/\*|\*\/\*)\s*([;,]|$)/i.test(accept ?? '');
}

function signError(message: string, field: string): ApiError {
  return new ApiError(401, 'SIGN_ERROR', message, {
    inner: innerCode.signature,
    detail: { location: 'authorization', field, issue: message },
  });
}
