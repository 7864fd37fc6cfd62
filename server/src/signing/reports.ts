import {
  type Facts,
  highestSeq,
  type LaunchReport,
  MAX_SEQ,
  type ReturnHint,
  type ReturnReport,
  type Signing,
} from '@contract-kit/shared';
import { ApiError } from '../api-error';
import type { StoredSigning, User } from '../store';
import { ownSigning } from './find';
import { record } from './record';
import type { Services } from './services';
import { toSigning } from './views';

const RETURN_CODE_CHARACTERS = 16;
const RETURN_MSG_CHARACTERS = 128;

/** The jump to the signing mini-program opened, or did not. Only one that opened is a fact. */
export async function reportLaunch(
  services: Services,
  user: User,
  outContractCode: string,
  { outcome, errMsg, seq }: LaunchReport,
): Promise<Signing> {
  const signing = await ownSigning(services, user, outContractCode);
  services.log.info({ event: 'launch', outContractCode, outcome, errMsg, seq }, 'launch reported');
  if (outcome !== 'opened') return toSigning(signing);
  const launched = { seq: seq ?? nextSeq(signing) };
  return recordAndConfirm(services, signing, { launched }, 'launch', launched.seq);
}

/** The user is back. What the client says of the outcome is kept as a hint and never believed. */
export async function reportReturn(
  services: Services,
  user: User,
  outContractCode: string,
  { scene, referrerAppId, extraData, seq }: ReturnReport,
): Promise<Signing> {
  const signing = await ownSigning(services, user, outContractCode);
  const hint = readHint(extraData);
  services.log.info({ event: 'return', outContractCode, scene, referrerAppId, hint, seq }, 'return reported');
  const returned = { seq: seq ?? nextSeq(signing), ...(hint && { hint }) };
  return recordAndConfirm(services, signing, { returned }, 'return', returned.seq);
}

async function recordAndConfirm(
  services: Services,
  { outContractCode }: StoredSigning,
  facts: Facts,
  after: 'launch' | 'return',
  seq: number,
): Promise<Signing> {
  const merged = await record(services, outContractCode, facts);
  if (!merged) throw new ApiError('not_found');
  if (!merged.facts.confirmed) {
    await services.jobs.addConfirm({ outContractCode, after, seq, since: Date.now() });
  }
  return toSigning(merged);
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
