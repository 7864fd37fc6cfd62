import { z } from 'zod';
import { ApiError } from '../api-error';
import { queryAnswer } from '../contract-views';
import { type Contract, Refused } from '../contracts';
import type { Operation } from '../operation';
import type { Platform } from '../platform';
import { parseBody } from './fields';

type Params = Record<string, string>;

/** GET …/service-id/{service_id}/out-contract-code/{out_contract_code} */
export const queryContract: Operation = {
  name: 'queryContract',
  handle(platform, { params }) {
    const contract = find(platform, params);
    const { mchid } = platform.options;
    if (contract.state === 'signed') return queryAnswer(contract, 'SIGNED', mchid);
    if (contract.state === 'terminated') return queryAnswer(contract, 'TERMINATED', mchid);
    if (platform.settings.queryOfUnsigned === 'RESOURCE_NOT_EXISTS') throw notExists();
    return queryAnswer(contract, contract.state === 'failed' ? 'SIGN_FAILED' : 'NOT_SIGNED', mchid);
  },
};

const terminateRequest = z.strictObject({ contract_termination_remark: z.string().min(1).max(256) });

/** POST …/out-contract-code/{out_contract_code}/terminate */
export const terminateContract: Operation = {
  name: 'terminateContract',
  handle(platform, { params, body }) {
    const { contract_termination_remark: remark } = parseBody(terminateRequest, body);
    const contract = find(platform, params);
    if (contract.state !== 'signed' && contract.state !== 'terminated') throw notExists();
    try {
      platform.contracts.terminate(contract, 'MCH_API_TERMINATE', remark);
    } catch (error) {
      if (error instanceof Refused) throw new ApiError(400, 'INVALID_REQUEST', '协议已解约');
      throw error;
    }
    return {
      mchid: platform.options.mchid,
      service_id: contract.request.service_id,
      out_contract_code: contract.request.out_contract_code,
    };
  },
};

function find({ contracts }: Platform, { serviceId, outContractCode }: Params): Contract {
  const contract = contracts.find(outContractCode ?? '');
  if (contract === undefined || String(contract.request.service_id) !== serviceId) throw notExists();
  return contract;
}

function notExists(): ApiError {
  return new ApiError(404, 'RESOURCE_NOT_EXISTS', '协议不存在');
}
