import { text } from '../../../config';
import type { WechatPayError } from '../../../wechatpay';
import { WRONG_CLOCK_SECONDS } from '../../../wechatpay';
import {
  type Contact,
  errorsOf,
  hasAccepted,
  hasAnswered,
  isAboutTheirKey,
  shortly,
  signatureRefusal,
} from '../contact';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';
import { pages } from '../pages';

/** Whether it is WeChat Pay that answers, and anything at all. */
export const network: Check = {
  id: 'network',
  name: '微信支付',
  async look(context) {
    const contact = await context.wechatPay();
    const { host } = new URL(context.config!.wechatPay.baseUrl);
    if (hasAnswered(contact)) return ok(`${host} 有应答。`, `${host} answers.`);
    return silence(errorsOf(contact)[0], host);
  },
};

function silence(error: WechatPayError | undefined, host: string): Verdict {
  if (error?.details.httpStatus !== undefined)
    return bad(
      text(
        `${host} 的应答（HTTP ${error.details.httpStatus}）不是微信支付的。`,
        `What answers at ${host} (HTTP ${error.details.httpStatus}) is not WeChat Pay.`,
      ),
      text(
        '请检查代理、防火墙和 DNS；改过 WECHATPAY_BASE_URL 的，请核对。',
        'Look at proxies, firewalls and DNS, and at WECHATPAY_BASE_URL if it is set.',
      ),
    );
  const remedy = text(
    '请检查本机的网络、DNS 和防火墙：要能用 https 连出去。',
    'See to the network, DNS and firewall of this machine: it must reach that host by https.',
  );
  if (error?.kind === 'timeout')
    return bad(text(`${host} 没有及时应答。`, `${host} did not answer in time.`), remedy);
  const why = error ? shortly(error) : '?';
  return bad(text(`连不上 ${host}（${why}）。`, `${host} cannot be reached (${why}).`), remedy);
}

/** Whether WeChat Pay accepts what is signed with the merchant's key. */
export const signature: Check = {
  id: 'signature',
  name: '商户签名',
  async look(context) {
    const contact = await context.wechatPay();
    if (hasAccepted(contact))
      return ok(
        '微信支付接受了：WECHATPAY_MCHID、WECHATPAY_MERCHANT_SERIAL 和 WECHATPAY_MERCHANT_PRIVATE_KEY 是一套。',
        'Accepted: WECHATPAY_MCHID, WECHATPAY_MERCHANT_SERIAL and WECHATPAY_MERCHANT_PRIVATE_KEY belong together.',
      );
    const refusal = signatureRefusal(contact);
    if (!refusal) return unanswered(contact);
    if (Math.abs(contact.secondsAhead ?? 0) > WRONG_CLOCK_SECONDS || refusal.details.field === 'timestamp')
      return unknown(
        text(
          '本机时间不对，微信支付因此拒绝签名。',
          'WeChat Pay refuses it because the clock of this machine is wrong.',
        ),
        text('先校时，再看这一项。', 'Set the clock first.'),
      );
    return refused(refusal);
  },
};

/** @param refusal a 401 of WeChat Pay's; which of the three it means it does not always say */
function refused(refusal: WechatPayError): Verdict {
  const { field = '' } = refusal.details;
  const known = Object.hasOwn(byField, field) ? byField[field as keyof typeof byField] : undefined;
  const says = shortly(refusal);
  const reason = known
    ? text(
        `微信支付拒绝（${says}），指出的是${known.reason['zh-CN']}`,
        `WeChat Pay refuses (${says}), because of ${known.reason.en}`,
      )
    : text(
        `微信支付拒绝（${says}）：WECHATPAY_MCHID、WECHATPAY_MERCHANT_SERIAL、WECHATPAY_MERCHANT_PRIVATE_KEY 不是一套。`,
        `WeChat Pay refuses (${says}): WECHATPAY_MCHID, WECHATPAY_MERCHANT_SERIAL and WECHATPAY_MERCHANT_PRIVATE_KEY do not belong together.`,
      );
  return bad(reason, known?.remedy ?? together, known?.page ?? pages.certificate);
}

const together = text(
  '请核对：证书列表里要有这个序列号，私钥要来自同一份证书，商户号是服务商的。',
  'The list of certificates must have this serial number, the key be of the same certificate, the number be the provider’s.',
);

const byField = {
  mchid: {
    reason: text('商户号 WECHATPAY_MCHID。', 'the merchant number, WECHATPAY_MCHID.'),
    remedy: text(
      '请填服务商的商户号，不是子商户号。',
      "Give the provider's merchant number, not the sub-merchant's.",
    ),
    page: pages.merchantNumber,
  },
  serial_no: {
    reason: text('证书序列号 WECHATPAY_MERCHANT_SERIAL。', 'the serial number, WECHATPAY_MERCHANT_SERIAL.'),
    remedy: text(
      '请填正在使用的商户 API 证书的序列号，不是平台证书的。',
      "Give the serial number of the merchant API certificate in use, not the platform's.",
    ),
    page: pages.certificate,
  },
  signature: {
    reason: text(
      '签名：私钥 WECHATPAY_MERCHANT_PRIVATE_KEY 不是这个序列号的。',
      'the signature: the key, WECHATPAY_MERCHANT_PRIVATE_KEY, is not that of the serial number.',
    ),
    remedy: text('请填同一份证书的 apiclient_key.pem。', 'Give apiclient_key.pem of the same certificate.'),
    page: pages.certificate,
  },
};

/** Whether what WeChat Pay signs can be verified. */
export const wechatPayKey: Check = {
  id: 'wechatpay-key',
  name: '微信支付公钥',
  async look(context) {
    const contact = await context.wechatPay();
    const { publicKey } = context.config!.wechatPay;
    return publicKey ? withPublicKey(contact, publicKey.id) : withCertificates(contact);
  },
};

function withPublicKey(contact: Contact, id: string): Verdict {
  const { echo, serial } = contact;
  if (echo?.outcome === 'ok' && serial === id)
    return ok(
      'WECHATPAY_PUBLIC_KEY_ID 和 WECHATPAY_PUBLIC_KEY 验得过微信支付的应答。',
      'WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY verify what WeChat Pay answers.',
    );
  if (echo?.outcome === 'ok')
    return unknown(
      text(
        '应答是用平台证书签的，验得过，但公钥没有用上。',
        'The answer is signed with a platform certificate: it holds, and the public key was not used.',
      ),
      text(
        '正在从平台证书切换到公钥时是这样；切换完再看。',
        'So it is while a merchant number moves from certificates to the public key: look again afterwards.',
      ),
      pages.publicKey,
    );
  const { fault, field } = echo?.error?.details ?? {};
  if (fault === 'unknown_serial' || field === 'Wechatpay-Serial')
    return bad(
      text(
        'WECHATPAY_PUBLIC_KEY_ID 不是微信支付现在用的公钥 ID。',
        'WECHATPAY_PUBLIC_KEY_ID is not the id that WeChat Pay signs with.',
      ),
      text('请连同 PUB_KEY_ID_ 前缀完整粘贴。', 'Paste it whole, with PUB_KEY_ID_ before it.'),
      pages.publicKey,
    );
  if (fault === 'signature')
    return bad(
      text(
        'WECHATPAY_PUBLIC_KEY 验不过微信支付的应答：不是这个 ID 的公钥。',
        'WECHATPAY_PUBLIC_KEY does not verify what WeChat Pay answers: it is not the key of this id.',
      ),
      text('请重新下载微信支付公钥。', 'Download the WeChat Pay public key again.'),
      pages.publicKey,
    );
  return unverified(contact);
}

function withCertificates(contact: Contact): Verdict {
  const { certificates, echo } = contact;
  if (echo?.outcome === 'ok')
    return ok(
      '使用平台证书：取得到，验得过微信支付的应答。',
      'Platform certificates are used: they are fetched, and verify what WeChat Pay answers.',
    );
  const { kind, details = {} } = certificates?.error ?? {};
  if (kind === 'refused' && details.code !== undefined && !signatureRefusal(contact))
    return bad(
      text(
        `取不到平台证书（${shortly(certificates!.error!)}）：2024 年 11 月起开通的商户号没有平台证书。`,
        `There are no platform certificates (${shortly(certificates!.error!)}): merchant numbers opened since November 2024 have none.`,
      ),
      text(
        '请填 WECHATPAY_PUBLIC_KEY_ID 和 WECHATPAY_PUBLIC_KEY。',
        'Set WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY.',
      ),
      pages.publicKey,
    );
  if (details.fault === 'ciphertext')
    return unknown(
      text('平台证书解不开，见 APIv3 密钥一项。', 'The platform certificates do not open: see apiv3-key.'),
    );
  return unverified(contact);
}

/** It opens platform certificates and notifications: whichever comes. */
export const apiV3Key: Check = {
  id: 'apiv3-key',
  name: 'APIv3 密钥',
  async look(context) {
    const contact = await context.wechatPay();
    const { certificates } = contact;
    if (certificates?.outcome === 'ok' && certificates.httpStatus === 200)
      return ok(
        'WECHATPAY_APIV3_KEY 解得开平台证书。',
        'WECHATPAY_APIV3_KEY opens the platform certificates.',
      );
    if (certificates?.error?.details.fault === 'ciphertext')
      return wrongApiV3Key('平台证书', 'the platform certificates');
    const { outcome } = await context.callBack();
    if (outcome.kind === 'arrived')
      return ok('WECHATPAY_APIV3_KEY 解得开通知。', 'WECHATPAY_APIV3_KEY opens the notification.');
    if (outcome.kind === 'refused' && outcome.reason === 'ciphertext')
      return wrongApiV3Key('通知', 'the notification');
    if (!hasAccepted(contact))
      return unknown(
        text(
          '微信支付还不接受请求，没有东西可以解开来试。',
          'WeChat Pay does not accept requests yet: there is nothing to open with it.',
        ),
        text('先改好上面的 ✗。', 'Mend the ✗ above first.'),
      );
    if (outcome.kind === 'not sent' && isAboutTheirKey(outcome.error))
      return unknown(
        text('应答验不过，没有东西可以解开来试。', 'No answer verifies: there is nothing to open with it.'),
        text('先改好“微信支付公钥”一项。', 'See to wechatpay-key first.'),
      );
    return unknown(
      text(
        '没有平台证书，也没有收到通知，没有东西可以解开来试。',
        'There are no platform certificates, and no notification came: there is nothing to open with it.',
      ),
      text('先改好通知地址。', 'See to the notification first.'),
    );
  },
};

const wrongApiV3Key = (zh: string, en: string) =>
  bad(
    text(
      `WECHATPAY_APIV3_KEY 解不开${zh}，不是这个商户号的。`,
      `WECHATPAY_APIV3_KEY does not open ${en}: it is not that of this merchant number.`,
    ),
    text(
      '请填服务商商户号的 APIv3 密钥；忘了就在商户平台重新设置。',
      "Give the APIv3 key of the provider's merchant number; set a new one there if it is lost.",
    ),
    pages.apiV3Key,
  );

/** Nothing can be said of our side when no answer came, or none that counts. */
function unanswered(contact: Contact): Verdict {
  const [error] = errorsOf(contact);
  if (!hasAnswered(contact) || !error)
    return unknown(
      text('没有微信支付的应答，见“微信支付”一项。', 'There is no answer of WeChat Pay: see network.'),
    );
  return unknown(
    text(
      `微信支付答 ${shortly(error)}，看不出来。`,
      `WeChat Pay answers ${shortly(error)}: nothing can be said.`,
    ),
    text('稍后再运行一次。', 'Run this again later.'),
  );
}

function unverified(contact: Contact): Verdict {
  if (signatureRefusal(contact))
    return unknown(
      text(
        '微信支付拒绝了请求，先改好商户签名。',
        'WeChat Pay refused the request: see to the signature first.',
      ),
    );
  if (contact.echo?.error?.details.fault === 'timestamp')
    return unknown(
      text(
        '本机时间不对，应答因此不可信。',
        'The clock of this machine is wrong, so that no answer can be believed.',
      ),
    );
  return unanswered(contact);
}
