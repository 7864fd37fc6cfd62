import { z } from 'zod';
import { decodeJson } from '../upstream/decode';
import type { Headers } from '../upstream/exchange';

/** An answer that is not 2xx. */
export interface Refusal {
  status: number;
  /** WeChat Pay's own code; absent when the answer is not WeChat Pay's JSON but, say, a proxy's page. */
  code?: string;
  /** What it is about, if WeChat Pay says so. */
  field?: string;
  /** The code, the field that it is about, and what to do: for the log. */
  text: string;
}

/**
 * Reads what is safe to keep of an error answer. Its `message` and `detail.value` are not: they repeat what was sent,
 * openids included.
 */
export function readRefusal(status: number, body: Buffer): Refusal {
  const parsed = bodySchema.safeParse(decodeJson(body));
  if (!parsed.success) return { status, text: 'and something other than a WeChat Pay error' };
  const { code, detail } = parsed.data;
  const field = detail?.field;
  const hint = Object.hasOwn(hints, code) ? `: ${hints[code]}` : '';
  const text = `${code}${field === undefined ? '' : ` (${field})`}${hint}`;
  return { status, code, ...(field !== undefined && { field }), text };
}

/** `Retry-After`, which comes as seconds or as a date. */
export function retryAfterSeconds(
  header: Headers[string],
  now: number,
): { retryAfterSeconds: number } | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = /^\d{1,6}$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? { retryAfterSeconds: Math.max(0, Math.ceil(seconds)) } : undefined;
}

const bodySchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/),
  detail: z
    .object({
      field: z
        .string()
        .regex(/^[\w/.-]{1,80}$/)
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const hints: Record<string, string> = {
  SIGN_ERROR:
    'check that WECHATPAY_MERCHANT_PRIVATE_KEY belongs to WECHATPAY_MERCHANT_SERIAL and WECHATPAY_MCHID (the merchant platform, pay.weixin.qq.com, lists the serials in use at 账户中心, API安全, 商户API证书), and the clock',
  NO_AUTH:
    'ask WeChat Pay (its support, or who opened the product for you) for the password-free contract product, and to bind this sub_mchid and sub_appid to the service_id; check WECHATPAY_MCHID, SP_APPID, SUB_MCHID, SUB_APPID and SERVICE_ID',
  PARAM_ERROR: 'check SP_APPID, SUB_MCHID, SUB_APPID, SERVICE_ID and PUBLIC_URL',
  SYSTEM_ERROR: 'WeChat Pay is busy; if it persists, the product permission may be missing',
};
