import type { Cluster, Redis } from 'ioredis';
import { createAnswered } from './answered';
import { createClaims } from './claims';
import { createContractFeed } from './contract-feed';
import { createContracts } from './contracts';
import { createDoubtful } from './doubtful';
import { createDuplicates } from './duplicates';
import { createKeys } from './keys';
import { createNotices } from './notices';
import { createSignings } from './signings';
import { createTokens } from './tokens';
import { createUserSignings } from './user-signings';

export type { Doubt } from './doubtful';
export {
  type EventName,
  type MergeResult,
  type OfAnother,
  type Owner,
  type StoredSigning,
  UNFINISHED_LIFE_MS,
} from './signings';
export { TOKEN_LIFE_SECONDS, type TokenUse } from './tokens';
export { type User, userKey } from './user-signings';

/** All that the server keeps in Redis, but for its jobs. */
export function createStore(client: Redis | Cluster, prefix: string) {
  const keys = createKeys(prefix);
  const signings = createSignings(client, keys);
  return {
    client,
    keys,
    signings,
    userSignings: createUserSignings(client, keys, signings),
    claims: createClaims(client, keys),
    tokens: createTokens(client, keys),
    contracts: createContracts(client, keys),
    contractFeed: createContractFeed(client, keys),
    doubtful: createDoubtful(client, keys),
    answered: createAnswered(client, keys),
    duplicates: createDuplicates(client, keys),
    notices: createNotices(client, keys),
  };
}

export type Store = ReturnType<typeof createStore>;
