import { createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';

/** A self-signed X.509 certificate in PEM, such as WeChat Pay hands out, or a server at an address shows. */
export function createCertificate({
  privateKey,
  serial,
  notBefore,
  notAfter,
  address,
}: {
  privateKey: KeyObject;
  /** Upper-case hexadecimal digits. */
  serial: string;
  /** Milliseconds since 1970. */
  notBefore: number;
  notAfter: number;
  /** The IPv4 address that it is for. */
  address?: string;
}): string {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from('Test')))));
  const signed = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    integer(serial),
    SHA256_WITH_RSA,
    name,
    der(SEQUENCE, utcTime(notBefore), utcTime(notAfter)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    ...(address === undefined ? [] : [extensions(address)]),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign('RSA-SHA256', signed, privateKey));
  return new X509Certificate(der(SEQUENCE, signed, SHA256_WITH_RSA, signature)).toString();
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const OCTET_STRING = 0x04;
const IP_ADDRESS = 0x87;
/** OBJECT IDENTIFIER 2.5.29.17 */
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');
/** OBJECT IDENTIFIER 2.5.4.3 */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
/** SEQUENCE of OBJECT IDENTIFIER 1.2.840.113549.1.1.11 and NULL */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');

function extensions(address: string): Buffer {
  const names = der(SEQUENCE, der(IP_ADDRESS, Buffer.from(address.split('.').map(Number))));
  return der(EXTENSIONS, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, names))));
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

/** The shortest form of a positive number that does not read as a negative one. */
function integer(hex: string): Buffer {
  const digits = BigInt(`0x${hex}`).toString(16);
  const isNegative = digits.length % 2 === 0 && digits >= '8';
  return der(INTEGER, Buffer.from(`${isNegative ? '00' : digits.length % 2 ? '0' : ''}${digits}`, 'hex'));
}

const utcTime = (time: number) =>
  der(UTC_TIME, Buffer.from(`${new Date(time).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));
