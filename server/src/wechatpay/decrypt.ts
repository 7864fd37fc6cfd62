import { createDecipheriv, type KeyObject } from 'node:crypto';
import { decodeBase64 } from '../upstream/decode';

/** What WeChat Pay encrypts with the APIv3 key: the content of notifications, and platform certificates. */
export interface EncryptedResource {
  algorithm: string;
  /** Base64; the last 16 bytes are GCM's tag. */
  ciphertext: string;
  /** 12 bytes. */
  nonce: string;
  associated_data?: string | null | undefined;
}

export class DecryptionError extends Error {
  constructor(
    readonly reason: 'algorithm' | 'ciphertext',
    message: string,
  ) {
    super(message);
    this.name = 'DecryptionError';
  }
}

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Decrypts and authenticates; throws `DecryptionError` when one bit is not as WeChat Pay wrote it.
 * https://pay.weixin.qq.com/doc/v3/partner/4012082320
 */
export function decryptResource(resource: EncryptedResource, apiV3Key: KeyObject): Buffer {
  if (resource.algorithm !== 'AEAD_AES_256_GCM') {
    throw new DecryptionError('algorithm', 'the encryption algorithm is not AEAD_AES_256_GCM');
  }
  const bytes = decodeBase64(resource.ciphertext);
  const nonce = Buffer.from(resource.nonce);
  if (bytes === undefined || bytes.length < TAG_LENGTH || nonce.length !== NONCE_LENGTH) {
    throw new DecryptionError('ciphertext', 'the ciphertext or its nonce is malformed');
  }
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(Buffer.from(resource.associated_data ?? ''));
  decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));
  const plaintext = decipher.update(bytes.subarray(0, -TAG_LENGTH));
  try {
    // GCM compares the tag only here: without this call a forged ciphertext would pass.
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new DecryptionError(
      'ciphertext',
      'the ciphertext was altered, or WECHATPAY_APIV3_KEY is not its key',
    );
  }
}
