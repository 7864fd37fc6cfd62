import { z } from 'zod';
import { ApiError } from '../api-error';
import { queryAnswer } from '../contract-views';
import { type Contract, Refused } from '../contracts';
import type { Operation } from '../operation';
import type { Platform } from '../platform';
import type { QuerySettings } from '../settings';
import { parseBody } from './fields';

type Params = Record<string, string>;

/** GET …/service-id/{service_id}/out-contract-code/{out_contract_code} */
export const queryContract: Operation = {
  name: 'queryContract',
  handle(platform, { params }) {
    const contract = find(platform, params);
    const { mchid } = platform.options;
    const { queryOfUnsigned } = settingsFor(platform, contract);
    if (contract !== undefined && isHeld(platform, contract)) {
      return queryAnswer(contract, contract.state === 'signed' ? 'SIGNED' : 'TERMINATED', mchid);
    }
    if ('code' in queryOfUnsigned) throw asSet(queryOfUnsigned);
    if (contract === undefined) throw notExists();
    const { contractId: _id, signedAt: _signedAt, termination: _termination, ...unsigned } = contract;
    return queryAnswer(unsigned, queryOfUnsigned.contractState, mchid);
  },
};

const terminateRequest = z.strictObject({ contract_termination_remark: z.string().min(1).max(256) });

/** POST …/out-contract-code/{out_contract_code}/terminate */
export const terminateContract: Operation = {
  name: 'terminateContract',
  handle(platform, { params, body }) {
    const { contract_termination_remark: remark } = parseBody(terminateRequest, body);
    const contract = find(platform, params);
    if (contract === undefined || !isHeld(platform, contract)) throw notExists();
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

function find({ contracts }: Platform, { serviceId, outContractCode }: Params): Contract | undefined {
  const contract = contracts.find(outContractCode ?? '');
  return String(contract?.request.service_id) === serviceId ? contract : undefined;
}

/** Whether there is a contract in the platform's memory, in force or ended. */
function isHeld(platform: Platform, contract: Contract): boolean {
  const { state } = contract;
  return state === 'signed' || (state === 'terminated' && !settingsFor(platform, contract).forgetsEnded);
}

/** One contract may be answered differently from all others. */
function settingsFor({ settings }: Platform, contract: Contract | undefined): QuerySettings {
  return { ...settings, ...contract?.querySettings };
}

function asSet({ status, code }: { status: number; code: string }): ApiError {
  return code === 'CONTRACT_NOT_EXIST' ? notExists(status) : new ApiError(status, code, '模拟器按设置应答');
}

/** https://pay.weixin.qq.com/doc/global/v3/en/4012356587, of a sibling product. */
function notExists(status = 403): ApiError {
  return new ApiError(status, 'CONTRACT_NOT_EXIST', '签约协议不存在');
}
