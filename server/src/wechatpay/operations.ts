import { z } from 'zod';
import type { Call, Verify } from './attempt';
import { contractReport, describeMismatch } from './contract';
import { adviseOnUnlisted, isNoContractState, readNoContract } from './no-contract';
import type { PreEntrustSignRequest, PreEntrustSignResponse, QueryResult } from './types';

const CONTRACTS = '/v3/password-exempt-contract/contracts';

/** https://pay.weixin.qq.com/doc/v3/partner/4012471269 */
export function preEntrustSign(request: PreEntrustSignRequest): Call<PreEntrustSignResponse> {
  return {
    operation: 'preEntrustSign',
    method: 'POST',
    path: `${CONTRACTS}/service-provider/pre-entrust-sign/mini-program`,
    outContractCode: request.outContractCode,
    body: {
      sp_appid: request.spAppid,
      sp_openid: request.spOpenid,
      sub_mchid: request.subMchid,
      sub_appid: request.subAppid,
      sub_openid: request.subOpenid,
      service_id: request.serviceId,
      out_contract_code: request.outContractCode,
      notify_url: request.notifyUrl,
      contract_display_account: request.contractDisplayAccount,
    },
    read(answer) {
      const wire = check(preEntrustSignAnswer, answer);
      mustEcho('sub_mchid', wire.sub_mchid, request.subMchid);
      mustEcho('service_id', wire.service_id, request.serviceId);
      mustEcho('out_contract_code', wire.out_contract_code, request.outContractCode);
      return {
        preEntrustwebId: wire.pre_entrustweb_id,
        mchid: wire.mchid,
        subMchid: wire.sub_mchid,
        serviceId: wire.service_id,
        outContractCode: wire.out_contract_code,
        signMpAppid: wire.sign_mp_appid,
        signMpPath: wire.sign_mp_path,
      };
    },
  };
}

/**
 * https://pay.weixin.qq.com/doc/v3/partner/4012715321
 * @param noContractCodes what `WECHATPAY_NO_CONTRACT_CODES` adds, as `STATUS:CODE`
 */
export function queryContract(
  contract: ContractName,
  noContractCodes: readonly string[] = [],
): Call<QueryResult> {
  return {
    operation: 'queryContract',
    method: 'GET',
    path: contractPath(contract),
    outContractCode: contract.outContractCode,
    read(answer) {
      const report = check(contractReport, answer);
      mustEcho('service_id', report.serviceId, contract.serviceId);
      mustEcho('out_contract_code', report.outContractCode, contract.outContractCode);
      const state = report.contractState;
      return isNoContractState(state) ? { contract: null, by: state } : { contract: report };
    },
    readRefusal: (refusal) => readNoContract(refusal, noContractCodes),
    advise: (refusal) => adviseOnUnlisted(refusal, noContractCodes),
  };
}

/** https://pay.weixin.qq.com/doc/v3/partner/4012715383 */
export function terminateContract(contract: ContractName & { remark: string }): Call<void> {
  return {
    operation: 'terminateContract',
    method: 'POST',
    path: `${contractPath(contract)}/terminate`,
    outContractCode: contract.outContractCode,
    body: { contract_termination_remark: contract.remark },
    read(answer) {
      const wire = check(terminateAnswer, answer);
      mustEcho('service_id', wire.service_id, contract.serviceId);
      mustEcho('out_contract_code', wire.out_contract_code, contract.outContractCode);
    },
  };
}

/** https://pay.weixin.qq.com/doc/v3/partner/4015139289 */
export function echo(request: { echoMessage: string; notifyUrl?: string }): Call<{ echoMessage: string }> {
  return {
    operation: 'echo',
    method: 'POST',
    path: '/v3/security/echo',
    body: { echo_message: request.echoMessage, notify_url: request.notifyUrl },
    read(answer) {
      const wire = check(z.object({ echo_message: z.string() }), answer);
      mustEcho('echo_message', wire.echo_message, request.echoMessage);
      return { echoMessage: wire.echo_message };
    },
  };
}

/**
 * The platform certificates; `accept` verifies and keeps them. https://pay.weixin.qq.com/doc/v3/partner/4012715700
 * @param canDoWithout whether it is an answer, too, that this merchant number has none
 */
export function certificates(accept: Verify, canDoWithout: boolean): Call<'fetched' | 'none'> {
  return {
    operation: 'certificates',
    method: 'GET',
    path: '/v3/certificates',
    verify: accept,
    read: () => 'fetched',
    readRefusal: ({ status, code }) =>
      canDoWithout && meansNoCertificates(status, code) ? 'none' : undefined,
  };
}

/**
 * Merchant numbers opened since November 2024 get 404 RESOURCE_NOT_EXISTS or another error for platform certificates.
 * 401 is about the request's signature, and an answer without a code is not WeChat Pay's.
 */
export const meansNoCertificates = (status: number | undefined, code: string | undefined) =>
  status !== 401 && code !== undefined && code !== 'SIGN_ERROR';

interface ContractName {
  serviceId: number;
  outContractCode: string;
}

const contractPath = ({ serviceId, outContractCode }: ContractName) =>
  `${CONTRACTS}/service-id/${serviceId}/out-contract-code/${encodeURIComponent(outContractCode)}`;

const terminateAnswer = z.object({
  mchid: z.string(),
  service_id: z.int(),
  out_contract_code: z.string(),
});

const preEntrustSignAnswer = z.object({
  pre_entrustweb_id: z.string().min(1),
  mchid: z.string().min(1),
  sub_mchid: z.string(),
  service_id: z.int(),
  out_contract_code: z.string(),
  sign_mp_appid: z.string().min(1),
  sign_mp_path: z.string().min(1),
});

/** Reads an answer by its documented shape; what it has beyond that is ignored. */
function check<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new TypeError(`not as documented: ${describeMismatch(parsed.error)}`);
  return parsed.data;
}

/** A signature says who wrote an answer, not which question it is for. */
function mustEcho(field: string, answered: unknown, asked: unknown): void {
  if (answered !== asked) throw new TypeError(`${field} is not the one that was asked about`);
}
