import { text } from '../../../config';
import type { Merchant } from '../../../config/config';
import { createOutContractCode } from '../../../contracts/out-contract-code';
import { WechatPayError } from '../../../wechatpay';
import { hasAccepted, isAboutTheirKey, shortly } from '../contact';
import type { WithConfig } from '../context';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';

/** Whether the product may be used: by a query of a code that was never signed, whose answer is a hint only. */
export const permission: Check = {
  id: 'permission',
  name: '产品权限',
  async look(context) {
    const contact = await context.wechatPay();
    if (!hasAccepted(contact) || !contact.client.isReady())
      return unknown(
        text(
          '要等微信支付接受请求、应答验得过，才能查询。',
          'Only when WeChat Pay accepts requests, and its answers verify, can it be asked.',
        ),
      );
    const byService = new Map(context.config!.merchants.map((merchant) => [merchant.serviceId, merchant]));
    return Promise.all([...byService.values()].map((merchant) => query(context as WithConfig, merchant)));
  },
};

async function query(context: WithConfig, merchant: Merchant): Promise<Verdict> {
  const { client } = await context.wechatPay();
  const outContractCode = createOutContractCode(context.config.wechatPay.mchid, merchant);
  try {
    const answer = await client.queryContract({ serviceId: merchant.serviceId, outContractCode });
    if (answer.contract !== null)
      return unknown(
        text('查询编造的协议号，微信支付却说有这份协议。', 'WeChat Pay knows a made-up contract.'),
      );
    return ok(
      `没有被拒绝：查询编造的协议号，微信支付答没有这份协议（${answer.by}）。这只是线索，各个号是否绑定，第一次签约才知道。`,
      `Not refused: of a made-up contract WeChat Pay says that there is none (${answer.by}). A hint only: what is bound to what, the first signing tells.`,
    );
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error;
    return readFailure(
      error,
      context.config.merchants.length > 1 ? `SERVICE_ID ${merchant.serviceId}` : 'SERVICE_ID',
    );
  }
}

/** @param service which one it is about */
function readFailure(error: WechatPayError, service: string): Verdict {
  const { kind, details } = error;
  const says = shortly(error);
  if (isAboutTheirKey(error))
    return unknown(text('先改好“微信支付公钥”一项。', 'See to wechatpay-key first.'));
  if (kind === 'refused' && details.code === 'NO_AUTH')
    return bad(
      text(
        `没有免密支付的权限（${says}）。`,
        `There is no permission for the password-free contract product (${says}).`,
      ),
      text(
        `请让微信支付开通，并把 SUB_MCHID、SUB_APPID 绑定到 ${service}。`,
        `Have WeChat Pay grant it, and bind SUB_MCHID and SUB_APPID to ${service}.`,
      ),
    );
  if (kind === 'refused' && (details.code === 'PARAM_ERROR' || details.code === 'INVALID_REQUEST'))
    return unknown(
      text(
        `微信支付说参数不对（${says}），不是没有权限；也可能它就这样回答从未签约的协议号。`,
        `WeChat Pay says that a parameter is wrong (${says}), not that permission is missing; it may answer so for a contract that was never signed, too.`,
      ),
      text(
        `请核对 ${service}；确认是后一种，才设置 WECHATPAY_NO_CONTRACT_CODES=${details.httpStatus}:${details.code}。`,
        `Check ${service}; only if you are sure of the latter, set WECHATPAY_NO_CONTRACT_CODES=${details.httpStatus}:${details.code}.`,
      ),
    );
  return unknown(
    text(`微信支付答 ${says}，看不出来。`, `WeChat Pay answers ${says}: nothing can be said.`),
    details.httpStatus !== undefined && details.httpStatus >= 500
      ? text(
          '稍后再试；一直这样，多半也是没有权限。',
          'Try later; if it goes on, the permission may be missing.',
        )
      : text('稍后再运行：npm run doctor -- --only permission', 'Later: npm run doctor -- --only permission'),
  );
}
