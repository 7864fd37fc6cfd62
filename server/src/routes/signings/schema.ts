import type { CreateSigningRequest, LaunchReport, ReturnReport } from '@contract-kit/shared';
import { z } from 'zod';
import { displayAccountProblemText } from '../../config/display-account';
import { MAX_SEQ } from '../../facts';
import { describes, outContractCode } from '../../http/schemas';

const EXTRA_DATA_BYTES = 4096;

const tooLarge = {
  'zh-CN': `最多 ${EXTRA_DATA_BYTES} 字节的 JSON`,
  en: `at most ${EXTRA_DATA_BYTES} bytes of JSON`,
};

export const code = z.strictObject({ outContractCode });

const displayAccount = z.string().superRefine((account, context) => {
  const text = displayAccountProblemText(account);
  if (text) context.addIssue({ code: 'custom', params: { text } });
});

export const createRequest = describes<CreateSigningRequest>()(
  z.strictObject({ contractDisplayAccount: displayAccount.exactOptional() }),
);

export const watchQuery = z.strictObject({
  wait: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(30))
    .optional()
    .meta({ description: 'Seconds to wait for a version other than `after`' }),
  after: z.string().max(64).optional(),
});

const seq = z.int().min(1).max(MAX_SEQ);

export const launchReport = describes<LaunchReport>()(
  z.strictObject({
    outcome: z.enum(['opened', 'cancelled', 'failed']),
    errMsg: z.string().max(256).exactOptional(),
    seq: seq.exactOptional(),
  }),
);

export const returnReport = describes<ReturnReport>()(
  z.strictObject({
    scene: z.int().min(0).max(99_999),
    referrerAppId: z.string().max(64).exactOptional(),
    extraData: z
      .unknown()
      .refine(fits, { params: { text: tooLarge } })
      .optional(),
    seq: seq.exactOptional(),
  }),
);

function fits(extraData: unknown): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(extraData) ?? '') <= EXTRA_DATA_BYTES;
  } catch {
    // Nested deeper than JSON.stringify goes.
    return false;
  }
}
