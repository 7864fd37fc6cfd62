import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as x509 from '@peculiar/x509';

/** The keys of both sides. Files have the names under which WeChat Pay hands them out, where it does. */
export interface Keys {
  merchant: { privateKeyPem: string; publicKey: KeyObject; serial: string };
  /** Platform certificate. */
  certificate: SigningKey & { pem: string; validFrom: Date; validTo: Date };
  /** WeChat Pay public key; `serial` is its id. */
  publicKey: SigningKey & { pem: string };
  /** 32 ASCII characters. */
  apiV3Key: string;
}

/** A key of WeChat Pay, and what `Wechatpay-Serial` calls it. */
export interface SigningKey {
  serial: string;
  privateKey: KeyObject;
}

/** Reads the keys in a folder, making them first when it is not there or empty. Throws with advice when they cannot be read. */
export async function loadKeys(folder: string): Promise<Keys> {
  if (!existsSync(folder) || readdirSync(folder).length === 0) await makeKeys(folder);
  try {
    return await readKeys(folder);
  } catch (error) {
    throw new Error(
      `${folder} 中的密钥读不出来：删除这个文件夹，就会另做一套。` +
        `The simulator's keys in ${folder} cannot be read: delete that folder, and new ones are made.`,
      { cause: error },
    );
  }
}

async function readKeys(folder: string): Promise<Keys> {
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const merchant = new X509Certificate(await read('apiclient_cert.pem'));
  const platformPem = await read('wechatpay_cert.pem');
  const platform = new X509Certificate(platformPem);
  return {
    merchant: {
      privateKeyPem: await read('apiclient_key.pem'),
      publicKey: merchant.publicKey,
      serial: merchant.serialNumber,
    },
    certificate: {
      serial: platform.serialNumber,
      privateKey: createPrivateKey(await read('wechatpay_key.pem')),
      pem: platformPem,
      validFrom: new Date(platform.validFrom),
      validTo: new Date(platform.validTo),
    },
    publicKey: {
      serial: await read('pub_key_id.txt'),
      privateKey: createPrivateKey(await read('pub_key_private.pem')),
      pem: await read('pub_key.pem'),
    },
    apiV3Key: await read('apiv3_key.txt'),
  };
}

/** The folder is filled under another name and then renamed, so that two first starts at once cannot mix their keys. */
async function makeKeys(folder: string): Promise<void> {
  const making = `${resolve(folder)}-${randomBytes(6).toString('hex')}`;
  await mkdir(making, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) => writeFile(join(making, name), text, { mode: 0o600 });

  const merchant = await makeCertificate('CN=WeChat Pay simulator merchant');
  await write('apiclient_cert.pem', merchant.certificatePem);
  await write('apiclient_key.pem', merchant.privateKeyPem);
  const platform = await makeCertificate('CN=WeChat Pay simulator platform');
  await write('wechatpay_cert.pem', platform.certificatePem);
  await write('wechatpay_key.pem', platform.privateKeyPem);
  const publicKeyPair = await exportPem(await generateRsa());
  await write('pub_key.pem', publicKeyPair.publicKeyPem);
  await write('pub_key_private.pem', publicKeyPair.privateKeyPem);
  await write('pub_key_id.txt', `PUB_KEY_ID_01${randomDigits(32)}`);
  await write('apiv3_key.txt', randomBytes(16).toString('hex'));
  // They may lie in somebody's repository.
  await write('.gitignore', '*\n');

  try {
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Another start was first (Windows says EPERM): its keys are as good. Anything else shows when they are read.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

async function makeCertificate(name: string) {
  const keys = await generateRsa();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // A first digit from 1 to 7 keeps the number positive and 40 digits long, like WeChat Pay's.
    serialNumber: `4${randomBytes(20).toString('hex').slice(1)}`,
    name,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 3650 * 86_400_000),
    signingAlgorithm: rsa,
    keys,
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, ...(await exportPem(keys)) };
}

async function generateRsa() {
  return webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
}

async function exportPem(keys: webcrypto.CryptoKeyPair) {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return {
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKeyPem: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function randomDigits(count: number): string {
  return Array.from(randomBytes(count), (byte) => byte % 10).join('');
}
