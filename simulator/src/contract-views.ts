import { rfc3339 } from './clock';
import type { Contract, ContractState } from './contracts';

/**
 * What the query says: the provider's side is called `appid` and `openid`, and there is no sub_mchid
 * (https://pay.weixin.qq.com/doc/v3/partner/4012715321).
 */
export function queryAnswer(contract: Contract, contractState: string, mchid: string) {
  const { request } = contract;
  return {
    mchid,
    ...(contract.contractId === undefined ? {} : { contract_id: contract.contractId }),
    appid: request.sp_appid,
    openid: contract.spOpenid,
    sub_appid: request.sub_appid,
    ...(request.sub_openid === undefined ? {} : { sub_openid: request.sub_openid }),
    ...common(contract, contractState),
  };
}

/** What a notification says, decrypted. The fields are those of the auto-debit product's provider variant, with a service_id. */
export function notificationResource(contract: Contract, contractState: string, mchid: string) {
  const { request } = contract;
  return {
    sp_mchid: mchid,
    sub_mchid: request.sub_mchid,
    contract_id: contract.contractId,
    sp_appid: request.sp_appid,
    sub_appid: request.sub_appid,
    sp_openid: contract.spOpenid,
    ...(request.sub_openid === undefined ? {} : { sub_openid: request.sub_openid }),
    ...common(contract, contractState),
  };
}

/** What `GET /_simulator/contracts` shows. */
export function contractView(contract: Contract, state: ContractState) {
  const { request } = contract;
  return {
    outContractCode: request.out_contract_code,
    state,
    preEntrustwebId: contract.preEntrustwebId,
    sessionExpiresAt: new Date(contract.sessionExpiresAt).toISOString(),
    request,
    contractId: contract.contractId ?? null,
    signedAt: toIso(contract.signedAt),
    termination:
      contract.termination === undefined
        ? null
        : { ...contract.termination, at: toIso(contract.termination.at) },
  };
}

function common(contract: Contract, contractState: string) {
  const { request, signedAt, termination } = contract;
  return {
    service_id: request.service_id,
    out_contract_code: request.out_contract_code,
    contract_display_account: request.contract_display_account,
    contract_state: contractState,
    ...(signedAt === undefined ? {} : { contract_signed_time: rfc3339(signedAt) }),
    ...(termination === undefined || contractState !== 'TERMINATED'
      ? {}
      : {
          contract_terminate_info: {
            contract_termination_mode: termination.mode,
            contract_terminated_time: rfc3339(termination.at),
            contract_termination_remark: termination.remark,
          },
        }),
  };
}

function toIso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
