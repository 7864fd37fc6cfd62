import { z } from 'zod';
import { namedUserSchema } from '../../contracts/merchants';
import type { ServiceContract } from '../../contracts/service/view';
import { contract, describes, outContractCode } from '../../http/schemas';

const DEFAULT_LIMIT = 20;

const time = z.iso.datetime().meta({ example: '2026-11-23T08:00:00.000Z' });
const { appId, openid, subMchid, reference } = namedUserSchema.shape;
const reason = z.string().trim().min(1).max(256);

export const code = z.strictObject({ outContractCode });

const user = {
  appId: appId.meta({ description: 'The app of the openid' }),
  openid,
  subMchid: subMchid.meta({ description: 'Needed where the app has several sub-merchants' }),
};
export const namedUser = z.strictObject(user);

export const tokenRequest = z.strictObject({
  ...user,
  reference: reference.meta({
    description: "The merchant's own name for the user or the order; comes back in events",
  }),
});
export const tokenResponse = z.strictObject({ token: z.string(), expiresIn: z.int() });

export const serviceContract = describes<ServiceContract>()(
  z
    .strictObject({
      ...contract.shape,
      subMchid: z.string(),
      appId: z.string(),
      openid: z.string(),
      reference: z.string().exactOptional(),
      doubtful: z.literal(true).exactOptional(),
      duplicateOf: outContractCode.exactOptional(),
    })
    .meta({ id: 'ServiceContract' }),
);

export const searchRequest = z.strictObject({
  ...user,
  limit: z.int().min(1).max(100).default(DEFAULT_LIMIT),
  before: outContractCode.optional(),
});
export const searchResponse = z.strictObject({
  contracts: z.array(serviceContract),
  next: outContractCode.exactOptional(),
});

const pageSize = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(200));
export const changesQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,16}$/)
    .optional(),
  limit: pageSize.default(100),
});
export const changesResponse = z.strictObject({
  changes: z.array(serviceContract),
  cursor: z.string(),
  more: z.boolean(),
});

export const terminateRequest = z.strictObject({ remark: reason });

export const doubtfulQuery = z.strictObject({ limit: pageSize.default(100) });
export const doubtfulResponse = z.strictObject({
  contracts: z.array(
    z.strictObject({ contract: serviceContract, queriedAt: time, answer: z.string().exactOptional() }),
  ),
  more: z.boolean(),
});
export const resolveRequest = z.strictObject({ as: z.enum(['signed', 'ended']), reason });

export const unassignedResponse = z.strictObject({ contracts: z.array(z.record(z.string(), z.unknown())) });

const type = z.enum(['contract.signed', 'contract.terminated']);
export const eventsQuery = z.strictObject({
  state: z.enum(['dead', 'waiting']).optional(),
  limit: pageSize.default(100),
});
export const eventsResponse = z.strictObject({
  events: z.array(
    z.strictObject({
      outContractCode,
      type,
      state: z.enum(['dead', 'waiting']),
      since: time,
      attempts: z.int(),
      lastError: z.string().exactOptional(),
      nextTryAt: time.exactOptional(),
    }),
  ),
  more: z.boolean(),
});
export const retryRequest = z.strictObject({
  outContractCodes: z.array(outContractCode).min(1).max(200).optional(),
});
export const retryResponse = z.strictObject({ retried: z.array(z.strictObject({ outContractCode, type })) });

export const forgetResponse = z.strictObject({ contracts: z.int() });
