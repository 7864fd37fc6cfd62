import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { z } from 'zod';
import { paramError } from '../api-error';
import type { Operation } from '../operation';
import { notifyUrl, parseBody } from './fields';

const echoRequest = z.strictObject({
  notify_url: notifyUrl.optional(),
  echo_message: z.string().min(1).max(256),
  encrypted_echo_message: z.string().max(1024).optional(),
});

/**
 * POST /v3/security/echo, the official self-test: https://pay.weixin.qq.com/doc/v3/partner/4015139289
 * An encrypted message comes for the key named by Wechatpay-Serial and goes back for the merchant's certificate.
 */
export const echo: Operation = {
  name: 'echo',
  handle({ keys, notifier }, { headers, body }) {
    const request = parseBody(echoRequest, body);
    const serial = headers['wechatpay-serial'];
    if (serial === undefined) throw paramError('Wechatpay-Serial', '缺少该请求头', 'header');
    const key = serial === keys.publicKey.serial ? 'publicKey' : 'certificate';
    let encrypted: string | undefined;
    if (request.encrypted_echo_message !== undefined) {
      try {
        const plain = privateDecrypt(
          oaep(keys[key].privateKey),
          Buffer.from(request.encrypted_echo_message, 'base64'),
        );
        encrypted = publicEncrypt(oaep(keys.merchant.publicKey), plain).toString('base64');
      } catch {
        throw paramError('/encrypted_echo_message', '无法用Wechatpay-Serial对应的私钥解密');
      }
    }
    if (request.notify_url !== undefined) {
      notifier.notify({
        url: request.notify_url,
        eventType: 'SECURITY_ECHO.SUCCESS',
        originalType: 'security',
        summary: '回显测试',
        key,
        resource: {
          echo_message: request.echo_message,
          ...(encrypted === undefined ? {} : { encrypt_echo_message: encrypted }),
        },
      });
    }
    return {
      echo_message: request.echo_message,
      ...(encrypted === undefined ? {} : { encrypted_echo_message: encrypted }),
    };
  },
};

function oaep<K>(key: K) {
  return { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
}
