import type { ContractEvent, EventCall } from '@contract-kit/server';
import { merchant } from '.';

/* A template for the merchant's own test: what must hold of the two functions, whatever they do. */

const signed: ContractEvent = {
  type: 'contract.signed',
  eventId: 'wxwtdk20200910100000-signed',
  occurredAt: '2026-11-23T08:00:00.000Z',
  contractStatus: 'signed',
  outContractCode: 'wxwtdk20200910100000',
  contractId: '201710180325670965',
  serviceId: 12535,
  subMchid: '1900000109',
  appId: 'wxd678efh567hg6787',
  openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
};
const terminated: ContractEvent = {
  ...signed,
  type: 'contract.terminated',
  eventId: 'wxwtdk20200910100000-terminated',
  contractStatus: 'terminated',
};
const call = (attempt: number): EventCall => ({ signal: new AbortController().signal, attempt });

it('takes a signature, and takes the same event again', async () => {
  await merchant.onContractSigned(signed, call(1));
  await merchant.onContractSigned(signed, call(2));
});

it('takes a termination, and takes the same event again', async () => {
  await merchant.onContractTerminated(terminated, call(1));
  await merchant.onContractTerminated(terminated, call(2));
});

it('takes a signature that could not be told before the contract had ended', async () => {
  await merchant.onContractTerminated(terminated, call(1));
  await merchant.onContractSigned({ ...signed, contractStatus: 'terminated' }, call(1));
});
