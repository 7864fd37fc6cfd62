import { type ContractEvent, merchant } from '.';

/* A template for the merchant's own test: what must hold of the two functions, whatever they do. */

const event: ContractEvent = {
  eventId: 'wxwtdk20200910100000-signed',
  occurredAt: '2026-11-23T08:00:00.000Z',
  outContractCode: 'wxwtdk20200910100000',
  contractId: '201710180325670965',
  serviceId: 12535,
  subMchid: '1900000109',
  appId: 'wxd678efh567hg6787',
  openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
};

it('takes a signature, and takes the same event again', async () => {
  await merchant.onContractSigned(event);
  await merchant.onContractSigned(event);
});

it('takes a termination, and takes the same event again', async () => {
  const terminated = { ...event, eventId: 'wxwtdk20200910100000-terminated' };
  await merchant.onContractTerminated(terminated);
  await merchant.onContractTerminated(terminated);
});
