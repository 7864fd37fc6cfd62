import { type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { describeMismatch } from './contract';
import { decryptResource } from './decrypt';
import { type VerificationKey, verificationKey } from './verify';

/** A platform certificate that was in date when it was opened. */
export interface PlatformCertificate extends VerificationKey {
  /** As WeChat Pay writes it in `Wechatpay-Serial`: upper-case hexadecimal digits. */
  serial: string;
  /** Milliseconds since 1970. */
  notBefore: number;
  notAfter: number;
}

/**
 * Opens the answer of `GET /v3/certificates` with the APIv3 key. Throws when one certificate is not authentic, does
 * not parse or does not carry its stated serial. One that is out of date is left out.
 * https://pay.weixin.qq.com/doc/v3/partner/4012715700
 */
export function openCertificates(answer: unknown, apiV3Key: KeyObject, now: number): PlatformCertificate[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new TypeError(`not a list of certificates: ${describeMismatch(parsed.error)}`);
  return parsed.data.data
    .map(({ serial_no, encrypt_certificate }) =>
      readCertificate(serial_no, decryptResource(encrypt_certificate, apiV3Key)),
    )
    .filter((certificate) => isInDate(certificate, now));
}

export function isInDate({ notBefore, notAfter }: PlatformCertificate, now: number): boolean {
  return notBefore <= now && now < notAfter;
}

const answerSchema = z.object({
  data: z
    .array(
      z.object({
        serial_no: z.string().regex(/^[0-9A-F]{1,64}$/),
        encrypt_certificate: z.object({
          algorithm: z.string(),
          nonce: z.string(),
          associated_data: z.string().nullish(),
          ciphertext: z.string(),
        }),
      }),
    )
    .max(20),
});

function readCertificate(serial: string, pem: Buffer): PlatformCertificate {
  const certificate = new X509Certificate(pem);
  // Compared as numbers: how many leading zeros are written is the writer's taste.
  if (BigInt(`0x${certificate.serialNumber}`) !== BigInt(`0x${serial}`)) {
    throw new TypeError(`the certificate listed as ${serial} carries the serial ${certificate.serialNumber}`);
  }
  return {
    ...verificationKey(certificate.publicKey),
    serial,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
  };
}
