import type { ContractEvent } from '../src/events/merchant-functions';

/** A signature, as the merchant is to hear of it. */
export const contractEvent = (changes: Partial<ContractEvent> = {}): ContractEvent => {
  const { outContractCode = 'wxwtdk20200910100000' } = changes;
  return {
    type: 'contract.signed',
    eventId: `${outContractCode}-signed`,
    occurredAt: '2026-11-23T08:00:00.000Z',
    contractStatus: 'signed',
    outContractCode,
    contractId: '201710180325670965',
    serviceId: 12535,
    subMchid: '1900000109',
    appId: 'wxd678efh567hg6787',
    openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
    ...changes,
  };
};
