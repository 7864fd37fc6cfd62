import { z } from 'zod';
import { decodeTime } from '../upstream/decode';
import type { ContractReport } from './types';

/**
 * Reads a contract as query answers and notifications give it. Fields beyond these are tolerated, and an empty or null
 * field counts as absent. A contract that is SIGNED or TERMINATED must say its id and when it was signed.
 * https://pay.weixin.qq.com/doc/v3/partner/4012715321
 */
export const contractReport = z.pipe(
  z
    .object({
      out_contract_code: z.string().regex(/^[0-9A-Za-z]{1,32}$/),
      contract_state: z.string().min(1),
      mchid: optional(z.string()),
      sp_mchid: optional(z.string()),
      sub_mchid: optional(z.string()),
      service_id: optional(z.int()),
      appid: optional(z.string()),
      sp_appid: optional(z.string()),
      openid: optional(z.string()),
      sp_openid: optional(z.string()),
      sub_appid: optional(z.string()),
      sub_openid: optional(z.string()),
      contract_id: optional(z.string()),
      contract_display_account: optional(z.string()),
      contract_signed_time: optional(time()),
      contract_terminate_info: optional(
        z.object({
          contract_termination_mode: optional(z.string()),
          contract_terminated_time: optional(time()),
          contract_termination_remark: optional(z.string()),
        }),
      ),
    })
    .superRefine((contract, context) => {
      if (contract.contract_state !== 'SIGNED' && contract.contract_state !== 'TERMINATED') return;
      for (const field of ['contract_id', 'contract_signed_time'] as const) {
        if (contract[field] === undefined) {
          context.addIssue({ code: 'custom', path: [field], message: 'missing' });
        }
      }
    }),
  z.transform((wire): ContractReport => {
    const ended = wire.contract_terminate_info;
    const saysHowItEnded = ended?.contract_termination_mode ?? ended?.contract_terminated_time;
    return withoutUndefined({
      outContractCode: wire.out_contract_code,
      contractState: wire.contract_state,
      mchid: wire.sp_mchid ?? wire.mchid,
      subMchid: wire.sub_mchid,
      serviceId: wire.service_id,
      spAppid: wire.sp_appid ?? wire.appid,
      spOpenid: wire.sp_openid ?? wire.openid,
      subAppid: wire.sub_appid,
      subOpenid: wire.sub_openid,
      contractId: wire.contract_id,
      contractDisplayAccount: wire.contract_display_account,
      contractSignedTime: wire.contract_signed_time,
      contractTerminateInfo:
        saysHowItEnded === undefined
          ? undefined
          : withoutUndefined({
              mode: ended?.contract_termination_mode ?? '',
              time: ended?.contract_terminated_time,
              remark: ended?.contract_termination_remark ?? '',
            }),
    });
  }),
);

/** What of an answer is not as documented: paths only, no values, because values may be a user's. */
export function describeMismatch(error: z.ZodError): string {
  return [...new Set(error.issues.map((issue) => issue.path.join('.') || 'the whole'))].join(', ');
}

function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());
}

function time() {
  return z.string().transform((text, context) => {
    const utc = decodeTime(text);
    if (utc === undefined) context.addIssue({ code: 'custom', message: 'not an RFC 3339 time' });
    return utc ?? z.NEVER;
  });
}

type WithoutUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutUndefined<T extends object>(fields: T): WithoutUndefined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as WithoutUndefined<T>;
}
