import { createSecretKey } from 'node:crypto';
import { decryptResource } from './decrypt';

/** Test case 14 of "The Galois/Counter Mode of Operation" (McGrew, Viega): AES-256, all zeros. */
const published = {
  algorithm: 'AEAD_AES_256_GCM',
  nonce: '\0'.repeat(12),
  ciphertext: Buffer.from('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919', 'hex').toString(
    'base64',
  ),
};
const key = createSecretKey(Buffer.alloc(32));

test('the published test vector is decrypted', () => {
  expect(decryptResource(published, key)).toEqual(Buffer.alloc(16));
});

test('an empty plaintext is authenticated too (test case 13)', () => {
  const tag = Buffer.from('530f8afbc74536b9a963b4f1c4cb738b', 'hex');
  expect(decryptResource({ ...published, ciphertext: tag.toString('base64') }, key)).toHaveLength(0);
  tag[0]! ^= 1;
  expect(() => decryptResource({ ...published, ciphertext: tag.toString('base64') }, key)).toThrow('altered');
});

test('a flipped bit is refused (wechatpay-node-v3 never finishes GCM and gives the altered text)', () => {
  const bytes = Buffer.from(published.ciphertext, 'base64');
  bytes[0]! ^= 1;
  expect(() => decryptResource({ ...published, ciphertext: bytes.toString('base64') }, key)).toThrow(
    'altered',
  );
});
