import type { Signing } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import { type StoredSigning, type User, userKey } from '../../store';
import { ensureJobs } from '../ensure-jobs';
import type { Services } from '../services';
import { toSigning } from './views';

/** The user's own signing. Another's does not exist. */
export async function ownSigning(
  { store }: Services,
  user: User,
  outContractCode: string,
): Promise<StoredSigning> {
  const signing = await store.signings.read(outContractCode);
  const { party } = signing?.facts ?? {};
  if (!signing || !party || userKey(party) !== userKey(user)) throw new ApiError('not_found');
  return signing;
}

/** The user's newest signing. */
export async function currentSigning(services: Services, user: User): Promise<Signing> {
  for await (const signing of services.store.userSignings.newestFirst(userKey(user))) {
    await ensureJobs(services, signing);
    return toSigning(signing);
  }
  throw new ApiError('not_found');
}

/**
 * The user's signing as soon as its version is not `after`, or as it is when the time is up.
 * @param waitSeconds 0 to 30
 */
export async function watchSigning(
  services: Services,
  user: User,
  outContractCode: string,
  { waitSeconds, after }: { waitSeconds: number; after?: string | undefined },
  signal: AbortSignal,
): Promise<Signing> {
  let isFirstLook = true;
  const signing = await services.changes.watch(
    outContractCode,
    waitSeconds * 1000,
    signal,
    async (atTheEnd) => {
      const now = await ownSigning(services, user, outContractCode);
      if (isFirstLook) {
        isFirstLook = false;
        // Nobody has to wait for it, and the next poll makes up for it.
        ensureJobs(services, now).catch((error) =>
          services.log.warn({ err: error, outContractCode }, 'jobs not looked after'),
        );
      }
      return atTheEnd || now.version !== after ? now : undefined;
    },
  );
  return toSigning(signing!);
}
