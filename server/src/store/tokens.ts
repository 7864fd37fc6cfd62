import { createHash, randomBytes } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import type { Keys, TokenName } from './keys';
import { type User, userKey } from './user-signings';

/** How long a login lasts, in seconds. */
export const TOKEN_LIFE_SECONDS = 7 * 24 * 3600;

/** Whose it is, as 16 bytes, and 32 random ones, both in base64url. Earlier ones, which may still be in use, do not say whose. */
const TOKEN = /^(?<owner>[A-Za-z0-9_-]{22})?[A-Za-z0-9_-]{43}$/;

/** Requests of each kind that a user may make within the window. */
const USES = 60;
const USES_WINDOW_MS = 60_000;

const SCANNED_AT_ONCE = 1000;

/** What a token is used for. */
export type TokenUse = 'requests' | 'polls';

/** Gives whose the token is, and counts its use: what is no token counts nothing and leaves nothing behind. */
const useScript = `
local user = redis.call('GET', KEYS[1])
if not user then return false end
local count = redis.call('INCR', KEYS[2])
local leftMs = redis.call('PTTL', KEYS[2])
if leftMs < 0 then
  redis.call('PEXPIRE', KEYS[2], ARGV[1])
  leftMs = tonumber(ARGV[1])
end
return { user, count, leftMs }`;

type UseToken = (token: string, uses: string, windowMs: number) => Promise<[string, number, number] | null>;

/** All tokens of a user begin with it, so that their uses are counted in one place. It tells nobody who that is. */
const ownerOf = (user: User) => Buffer.from(userKey(user), 'hex').subarray(0, 16).toString('base64url');

/** What a token is stored as; undefined for what is none. */
function nameOf(token: string): TokenName | undefined {
  const parts = TOKEN.exec(token);
  return parts ? { owner: parts.groups!.owner ?? hash(token), hash: hash(token) } : undefined;
}

/** Whether a stored token does not say whose it is. */
const isEarlier = (name: string) => name.endsWith('}');

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

/** Logins. Redis holds only a hash of each token. */
export function createTokens(client: Redis | Cluster, keys: Keys) {
  client.defineCommand('useToken', { numberOfKeys: 2, lua: useScript });
  const useToken = (client as unknown as { useToken: UseToken }).useToken.bind(client);

  async function isOf(user: User, name: string): Promise<boolean> {
    const text = await client.get(name);
    return text !== null && userKey(JSON.parse(text)) === userKey(user);
  }

  return {
    async issue(user: User): Promise<string> {
      const owner = ownerOf(user);
      const token = owner + randomBytes(32).toString('base64url');
      const { appId, openid, subMchid, reference } = user;
      await client.set(
        keys.token({ owner, hash: hash(token) }),
        JSON.stringify({ appId, openid, subMchid, reference }),
        'EX',
        TOKEN_LIFE_SECONDS,
      );
      return token;
    },

    /**
     * The user that a token belongs to, or null when it is none of ours, has ended or expired. Of each kind a user is
     * allowed 60 uses a minute, whatever the number of tokens.
     * @returns `retryAfterSeconds` is 0 when this use is allowed
     */
    async use(token: string, use: TokenUse): Promise<{ user: User; retryAfterSeconds: number } | null> {
      const name = nameOf(token);
      if (name === undefined) return null;
      const used = await useToken(keys.token(name), keys.tokenUses(use, name.owner), USES_WINDOW_MS);
      if (used === null) return null;
      const [user, count, leftMs] = used;
      return {
        user: JSON.parse(user),
        retryAfterSeconds: count > USES ? Math.max(1, Math.ceil(leftMs / 1000)) : 0,
      };
    },

    /** Ends all tokens of a user, by a walk through all names in Redis. */
    async endAll(user: User): Promise<void> {
      const ofUser = keys.token({ owner: ownerOf(user), hash: '' });
      const match = `${keys.anyToken.replace(/[\\*?[\]]/g, '\\$&')}*`;
      const nodes = client instanceof Cluster ? client.nodes('master') : [client];
      for (const node of nodes) {
        for await (const names of node.scanStream({ match, count: SCANNED_AT_ONCE }) as AsyncIterable<
          string[]
        >) {
          await Promise.all(
            names.map(async (name) => {
              const isTheirs = name.startsWith(ofUser) || (isEarlier(name) && (await isOf(user, name)));
              if (isTheirs) await client.del(name);
            }),
          );
        }
      }
    },

    async end(token: string): Promise<void> {
      const name = nameOf(token);
      if (name !== undefined) await client.del(keys.token(name));
    },
  };
}
