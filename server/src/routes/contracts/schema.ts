import type { ContractList, TerminateContractRequest } from '@contract-kit/shared';
import { z } from 'zod';
import { contract, describes, outContractCode } from '../../http/schemas';

const DEFAULT_LIMIT = 20;

export const code = z.strictObject({ outContractCode });

export const listQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(DEFAULT_LIMIT),
  before: outContractCode.optional().meta({ description: 'Go on after this contract' }),
});

export const contractList = describes<ContractList>()(z.strictObject({ contracts: z.array(contract) }));

export const terminateRequest = describes<TerminateContractRequest>()(
  z.strictObject({ remark: z.string().trim().min(1).max(256) }),
);
