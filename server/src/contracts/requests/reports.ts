import { isFinal, type LaunchReport, type ReturnReport, type Signing } from '@contract-kit/shared';
import { type Facts, highestSeq, MAX_SEQ, type ReturnHint } from '../../facts';
import { type StoredSigning, type User, userKey } from '../../store';
import { recordIfOf } from '../record';
import { queryReportedLost } from '../restore';
import type { Services } from '../services';
import { ownSigning } from './find';
import { toSigning } from './views';

const RETURN_CODE_CHARACTERS = 16;
const RETURN_MSG_CHARACTERS = 128;

/** The first step of the queries after a launch. */
const LAUNCH_QUERIED_WITHIN_MS = 300_000;
/** The second step of the queries after a return: for one that follows another at once. */
const RETURN_QUERIED_WITHIN_MS = 5_000;

/** The jump to the signing mini-program opened, or did not. Only one that opened is a fact. */
export async function reportLaunch(
  services: Services,
  user: User,
  outContractCode: string,
  { outcome, errMsg, seq }: LaunchReport,
): Promise<Signing> {
  const isFact = outcome === 'opened';
  const signing = isFact
    ? await recordReport(services, user, outContractCode, seq, (launched) => ({ launched }))
    : await reportedSigning(services, user, outContractCode);
  services.log.info({ event: 'launch', outContractCode, outcome, errMsg, seq }, 'launch reported');
  if (isFact && isUndecided(signing)) {
    await services.jobs.startQueriesUnlessDue(queryJob(signing, 'launch'), LAUNCH_QUERIED_WITHIN_MS);
  }
  return toSigning(signing);
}

/** The user is back. What the client says of the outcome is kept as a hint and never believed. */
export async function reportReturn(
  services: Services,
  user: User,
  outContractCode: string,
  { scene, referrerAppId, extraData, seq }: ReturnReport,
): Promise<Signing> {
  const hint = readHint(extraData);
  // Of another's signing it counts nothing.
  const counted = services.limits.returns(`${userKey(user)}:${outContractCode}`);
  const recorded = recordReport(services, user, outContractCode, seq, (returned) => ({
    returned: { ...returned, ...(hint && { hint }) },
  }));
  const [signing, waitSeconds] = await Promise.all([recorded, counted]);
  services.log.info({ event: 'return', outContractCode, scene, referrerAppId, hint, seq }, 'return reported');
  if (isUndecided(signing)) {
    const job = queryJob(signing, 'return');
    if (waitSeconds > 0) await services.jobs.startQueriesUnlessDue(job, RETURN_QUERIED_WITHIN_MS);
    // It can find a contract.
    else await services.jobs.startQueries(job, hint?.returnCode === 'SUCCESS' ? 0 : undefined);
  }
  return toSigning(signing);
}

const queryJob = ({ outContractCode, facts }: StoredSigning, why: 'launch' | 'return') => ({
  outContractCode,
  why,
  since: Date.now(),
  seq: facts.returned?.seq ?? 0,
});

const isUndecided = ({ answer }: StoredSigning) => !isFinal(answer.status);

/** The user's own signing; of one that Redis has lost, WeChat Pay is queried. */
async function reportedSigning(
  services: Services,
  user: User,
  outContractCode: string,
): Promise<StoredSigning> {
  try {
    return await ownSigning(services, user, outContractCode);
  } catch (error) {
    await queryReportedLost(services, user, outContractCode);
    throw error;
  }
}

/** @param seq of the report; when it has none, one more than the highest that is known */
async function recordReport(
  services: Services,
  user: User,
  outContractCode: string,
  seq: number | undefined,
  factsOf: (report: { seq: number }) => Facts,
): Promise<StoredSigning> {
  const known = seq ?? nextSeq(await reportedSigning(services, user, outContractCode));
  const { appId, openid, subMchid } = user;
  const owner = { appId, openid, subMchid };
  const recorded = await recordIfOf(services, outContractCode, owner, factsOf({ seq: known }));
  if (recorded !== null && !('ofAnother' in recorded)) return recorded;
  return reportedSigning(services, user, outContractCode);
}

/** A counter beyond the largest could not be stored, so there it stays. */
const nextSeq = ({ facts }: StoredSigning) => Math.min(highestSeq(facts) + 1, MAX_SEQ);

function readHint(extraData: unknown): ReturnHint | undefined {
  if (extraData === null || typeof extraData !== 'object') return undefined;
  const { return_code: returnCode, return_msg: returnMsg } = extraData as Record<string, unknown>;
  return {
    ...(typeof returnCode === 'string' && { returnCode: cut(returnCode, RETURN_CODE_CHARACTERS) }),
    ...(typeof returnMsg === 'string' && { returnMsg: cut(returnMsg, RETURN_MSG_CHARACTERS) }),
  };
}

const cut = (text: string, characters: number) =>
  Array.from(text.toWellFormed()).slice(0, characters).join('');
