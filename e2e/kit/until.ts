import type { Signing, SigningStatus } from '@contract-kit/shared';
import type { Client } from './client';
import { waitFor } from './wait';

/**
 * Reads a signing until the status is there, as the app does: with long polls, and again after an answer that is an error,
 * such as the 503 of a machine under load.
 */
export function until(
  client: Pick<Client, 'get'>,
  outContractCode: string,
  status: SigningStatus,
): Promise<Signing> {
  let known: Signing | undefined;
  const look = async () => {
    const answer = await client.get(outContractCode, known ? `?wait=10&after=${known.version}` : '');
    if (answer.status !== 200) return false;
    known = answer.body;
    return known.status === status && known;
  };
  return waitFor(`${outContractCode} to be ${status}`, look);
}
