import { generateKeyPairSync } from 'node:crypto';
import { createCertificate } from './certificate';
import { DAY, file, pkcs8, SERIAL } from './env';
import { freePort } from './free-port';
import { type RedisServer, startRedisServer } from './redis-server';

export { file };

/** In PEM; the certificate is its own authority. */
export interface Identity {
  cert: string;
  key: string;
}

export function createIdentity(address: string): Identity {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dates = { notBefore: Date.now() - DAY, notAfter: Date.now() + DAY };
  return {
    cert: createCertificate({ privateKey, serial: SERIAL, address, ...dates }),
    key: pkcs8(privateKey),
  };
}

/**
 * A redis-server with a second port that takes TLS only.
 * @param client whose certificate it takes
 * @param asks whether it insists on one
 */
export async function startTlsRedisServer(
  { cert, key }: Identity,
  client: Identity,
  asks: 'yes' | 'no',
): Promise<RedisServer & { tlsPort: number; tlsUrl: string }> {
  const tlsPort = await freePort();
  const server = await startRedisServer(
    ...['--tls-port', String(tlsPort), '--tls-cert-file', file(cert), '--tls-key-file', file(key)],
    ...['--tls-ca-cert-file', file(client.cert), '--tls-auth-clients', asks],
  );
  return { ...server, tlsPort, tlsUrl: `rediss://127.0.0.1:${tlsPort}` };
}
