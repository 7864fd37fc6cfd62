import { z } from 'zod';
import { ApiError, innerCode, paramError } from '../api-error';
import { notifyUrlProblem } from './notify-url';

const appid = z.string().regex(/^[0-9A-Za-z]{1,32}$/, '应为1到32位字母或数字');
const openid = z.string().regex(/^[0-9A-Za-z_-]{1,128}$/, '应为1到128位字母、数字、_或-');
export const notifyUrl = z.string().superRefine((value, context) => {
  const problem = notifyUrlProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** Nine fields: https://pay.weixin.qq.com/doc/v3/partner/4012471269 */
export const preEntrustSignRequest = z
  .strictObject({
    sp_appid: appid,
    sp_openid: openid.optional(),
    sub_mchid: z.string().regex(/^[0-9A-Za-z]{1,32}$/, '应为1到32位字母或数字'),
    sub_appid: appid,
    sub_openid: openid.optional(),
    service_id: z.int('应为整数').positive('应大于0'),
    out_contract_code: z.string().regex(/^[0-9A-Za-z]{1,32}$/, '应为1到32位字母或数字'),
    notify_url: notifyUrl,
    contract_display_account: z.string().superRefine((value, context) => {
      const problem = displayAccountProblem(value);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    }),
  })
  .refine((body) => body.sp_openid !== undefined || body.sub_openid !== undefined, {
    path: ['sub_openid'],
    message: 'sp_openid与sub_openid至少填一个',
  });
export type PreEntrustSignRequest = z.infer<typeof preEntrustSignRequest>;

/** string(32) in an undocumented unit, so the stricter one (bytes); characters beyond three bytes of UTF-8 are refused. */
function displayAccountProblem(value: string): string | undefined {
  if (value === '') return '不能为空';
  if (Buffer.byteLength(value) > 32) return '超过32字节';
  if (/\p{Cc}|\p{Cs}/u.test(value)) return '含控制字符';
  if (/[\u{10000}-\u{10ffff}]/u.test(value)) return '含表情等4字节字符';
  return undefined;
}

/** The body as JSON that fits `schema`. Throws 400 PARAM_ERROR, naming the first field that does not. */
export function parseBody<T>(schema: z.ZodType<T>, body: Buffer): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ApiError(400, 'PARAM_ERROR', '请求报文不是UTF-8编码的合法JSON');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw paramError(`/${issue.keys[0]}`, '不支持的字段', 'body', innerCode.illegalField);
  }
  throw paramError(`/${issue?.path.join('/') ?? ''}`, issue?.message ?? '无效');
}
