import { ApiError } from '../api-error';
import { rfc3339 } from '../clock';
import type { Operation } from '../operation';
import { encrypt } from '../signature';

/**
 * GET /v3/certificates: https://pay.weixin.qq.com/doc/v3/merchant/4012551764. A merchant without any gets 404, as many have reported
 * (https://github.com/wechatpay-apiv3/wechatpay-java/issues/306).
 */
export const certificates: Operation = {
  name: 'certificates',
  handle({ keys: { certificate, apiV3Key }, settings }) {
    if (!settings.platformCertificates) throw new ApiError(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书');
    return {
      data: [
        {
          serial_no: certificate.serial,
          effective_time: rfc3339(certificate.validFrom.getTime()),
          expire_time: rfc3339(certificate.validTo.getTime()),
          encrypt_certificate: encrypt(certificate.pem, apiV3Key, 'certificate'),
        },
      ],
    };
  },
};
