import { ErrorCode, type Job } from 'bullmq';
import type { Why } from './schedule';

/** Queries what became of a signing, step by step. There is one a signing. */
export interface QueryJob {
  outContractCode: string;
  /** What started the queries. */
  why: Why;
  /** When that was, in ms. */
  since: number;
  /** The newest return that was known then; 0 for none. */
  seq: number;
}

/** Queries once more after a signing's end, and closes it. */
export interface CloseJob {
  outContractCode: string;
  serviceId: number;
  subMchid: string;
  /** The signing's end, in ms. */
  expiresAt: number;
}

/** A job's id for BullMQ. Names and ids are stored: they stay as they are. */
export const idOf = (kind: 'confirm' | 'close', outContractCode: string) => `${outContractCode}-${kind}`;

/** Queries were jobs of their own once, a job a step. */
export const isOfEarlierKind = ({ name, id, data }: Job) =>
  name === 'recheck' || (name === 'confirm' && id !== idOf('confirm', data.outContractCode));

/** @returns 0, or why it was not done: the job runs or is about to (`JobNotInState`), or is gone (`JobNotExist`) */
export async function changeDelay(job: Job, ms: number): Promise<number> {
  try {
    await job.changeDelay(ms);
    return 0;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === ErrorCode.JobNotInState || code === ErrorCode.JobNotExist) return code;
    throw error;
  }
}

/** Changes what a job is about, if it is still there. */
export async function setData(job: Job, data: QueryJob): Promise<void> {
  try {
    await job.updateData(data);
  } catch (error) {
    if ((error as { code?: unknown }).code !== ErrorCode.JobNotExist) throw error;
  }
}
