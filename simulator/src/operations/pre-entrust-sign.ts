import { ApiError, innerCode, paramError } from '../api-error';
import { Refused } from '../contracts';
import type { Operation } from '../operation';
import type { ResolvedOptions } from '../options';
import { keyFor } from '../platform';
import { type PreEntrustSignRequest, parseBody, preEntrustSignRequest } from './fields';

/** The mini-program in which users sign, and its page, as the documentation's sample has them. */
const signMpAppid = 'wxbd687630cd02ce1d';
const signMpPath = 'pages/PwdExemptContract/index';

/** POST …/service-provider/pre-entrust-sign/mini-program */
export const preEntrustSign: Operation = {
  name: 'preEntrustSign',
  handle(platform, { body, headers }) {
    const { options, contracts } = platform;
    const request = parseBody(preEntrustSignRequest, body);
    checkPermission(request, options);
    try {
      const contract = contracts.begin(request, keyFor(platform, headers));
      return {
        pre_entrustweb_id: contract.preEntrustwebId,
        mchid: options.mchid,
        sub_mchid: request.sub_mchid,
        service_id: request.service_id,
        out_contract_code: request.out_contract_code,
        sign_mp_appid: signMpAppid,
        sign_mp_path: signMpPath,
      };
    } catch (error) {
      if (error instanceof Refused) throw new ApiError(400, 'INVALID_REQUEST', error.message);
      throw error;
    }
  },
};

export const signingMiniProgram = { appid: signMpAppid, path: signMpPath };

function checkPermission(request: PreEntrustSignRequest, options: ResolvedOptions): void {
  if (request.sp_appid !== options.spAppid) {
    throw paramError('/sp_appid', 'sp_appid与商户号不匹配', 'body', innerCode.appidMchidMismatch);
  }
  const isPermitted = options.merchants.some(
    ({ subMchid, subAppid, serviceId }) =>
      subMchid === request.sub_mchid && subAppid === request.sub_appid && serviceId === request.service_id,
  );
  if (!isPermitted) {
    throw new ApiError(403, 'NO_AUTH', '商户无权限：sub_mchid、sub_appid与service_id未开通或未绑定', {
      inner: innerCode.noRelation,
    });
  }
}
