import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  verify,
} from 'node:crypto';
import { Redis } from 'ioredis';
import { party } from '../world/settings';
import { answer } from './answer';

/* What nobody can do without, each alone: µs of CPU. Keys are prepared once. */

const privateKey = createPrivateKey(process.env.PLATFORM_KEY!);
const publicKey = createPublicKey(privateKey);
const message = Buffer.alloc(500, 'x');
const signature = sign('RSA-SHA256', message, privateKey);
const secret = createSecretKey(Buffer.from(party.apiV3Key));
const nonce = Buffer.alloc(12, 1);
const cipher = createCipheriv('aes-256-gcm', secret, nonce);
const sealed = Buffer.concat([cipher.update(message), cipher.final()]);
const tag = cipher.getAuthTag();

const redis = new Redis(process.env.REDIS_URL!);
redis.defineCommand('count', {
  numberOfKeys: 1,
  lua: `local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('PEXPIRE', KEYS[1], 60000) end return n`,
});
const script = redis as unknown as { count(key: string): Promise<number> };

async function cpuOf(times: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const repeated = (times: number, work: () => unknown) =>
  cpuOf(times, () => {
    for (let i = 0; i < times; i++) work();
  });

export type Floors = Record<'sign' | 'verify' | 'decrypt' | 'script', number>;

async function measure(): Promise<Floors> {
  const calls = 4_000;
  return {
    sign: await repeated(200, () => sign('RSA-SHA256', message, privateKey)),
    verify: await repeated(1_000, () => {
      if (!verify('RSA-SHA256', message, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature))
        throw new Error('a good signature does not verify');
    }),
    decrypt: await repeated(2_000, () => {
      const decipher = createDecipheriv('aes-256-gcm', secret, nonce).setAuthTag(tag);
      Buffer.concat([decipher.update(sealed), decipher.final()]);
    }),
    script: await cpuOf(calls, async () => {
      let left = calls;
      await Promise.all(
        Array.from({ length: 64 }, async (_, lane) => {
          while (left-- > 0) await script.count(`floor:${lane}`);
        }),
      );
    }),
  };
}

answer({ measure });
