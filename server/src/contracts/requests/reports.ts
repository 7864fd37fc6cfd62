import { isFinal, type LaunchReport, type ReturnReport, type Signing } from '@contract-kit/shared';
import { ApiError } from '../../api-error';
import { type Facts, highestSeq, MAX_SEQ, type ReturnHint } from '../../facts';
import type { StoredSigning, User } from '../../store';
import { record } from '../record';
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
  const signing = await reportedSigning(services, user, outContractCode);
  services.log.info({ event: 'launch', outContractCode, outcome, errMsg, seq }, 'launch reported');
  if (outcome !== 'opened') return toSigning(signing);
  const merged = await recordReport(services, signing, { launched: { seq: seq ?? nextSeq(signing) } });
  if (isUndecided(merged)) {
    await services.jobs.startQueriesUnlessDue(queryJob(merged, 'launch'), LAUNCH_QUERIED_WITHIN_MS);
  }
  return toSigning(merged);
}

/** The user is back. What the client says of the outcome is kept as a hint and never believed. */
export async function reportReturn(
  services: Services,
  user: User,
  outContractCode: string,
  { scene, referrerAppId, extraData, seq }: ReturnReport,
): Promise<Signing> {
  const signing = await reportedSigning(services, user, outContractCode);
  const hint = readHint(extraData);
  services.log.info({ event: 'return', outContractCode, scene, referrerAppId, hint, seq }, 'return reported');
  const returned = { seq: seq ?? nextSeq(signing), ...(hint && { hint }) };
  const merged = await recordReport(services, signing, { returned });
  if (isUndecided(merged)) await queryReturn(services, merged, hint?.returnCode === 'SUCCESS');
  return toSigning(merged);
}

/** @param saysSuccess then the first query is sent at once: it can find a contract */
async function queryReturn(
  { jobs, limits }: Services,
  signing: StoredSigning,
  saysSuccess: boolean,
): Promise<void> {
  const job = queryJob(signing, 'return');
  const isSoonAfterAnother = (await limits.returns(signing.outContractCode)) > 0;
  if (isSoonAfterAnother) await jobs.startQueriesUnlessDue(job, RETURN_QUERIED_WITHIN_MS);
  else await jobs.startQueries(job, saysSuccess ? 0 : undefined);
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

async function recordReport(
  services: Services,
  { outContractCode }: StoredSigning,
  facts: Facts,
): Promise<StoredSigning> {
  const merged = await record(services, outContractCode, facts);
  if (!merged) throw new ApiError('not_found');
  return merged;
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
