import { createHash, randomBytes } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { Keys } from './keys';
import type { User } from './user-signings';

/** How long a login lasts, in seconds. */
export const TOKEN_LIFE_SECONDS = 7 * 24 * 3600;

/** 32 random bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

/** Logins. Redis holds only a hash of each token. */
export function createTokens(client: Redis | Cluster, keys: Keys) {
  return {
    async issue(user: User): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      const { appId, openid, subMchid } = user;
      await client.set(
        keys.token(hash(token)),
        JSON.stringify({ appId, openid, subMchid }),
        'EX',
        TOKEN_LIFE_SECONDS,
      );
      return token;
    },

    /** The user that a token belongs to, or null when it is none of ours, has ended or expired. */
    async find(token: string): Promise<User | null> {
      if (!TOKEN.test(token)) return null;
      const text = await client.get(keys.token(hash(token)));
      return text === null ? null : JSON.parse(text);
    },

    async end(token: string): Promise<void> {
      await client.del(keys.token(hash(token)));
    },
  };
}
