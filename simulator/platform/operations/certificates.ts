import { rfc3339 } from '../clock';
import type { Operation } from '../operation';
import { encrypt } from '../signature';

/** GET /v3/certificates: https://pay.weixin.qq.com/doc/v3/merchant/4012551764 */
export const certificates: Operation = {
  name: 'certificates',
  handle({ keys: { certificate, apiV3Key } }) {
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
