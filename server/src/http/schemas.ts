import type { Contract, ErrorCode, ErrorResponse, Launch, Signing } from '@contract-kit/shared';
import { errors, signingStatuses } from '@contract-kit/shared';
import { z } from 'zod';

/** Compiles only for a schema whose values are just those of the shared type. */
export const describes =
  <T>() =>
  <S extends z.ZodType<T>>(schema: S & (T extends z.output<S> ? unknown : 'the shared type has more')): S =>
    schema;

const time = z.iso.datetime().meta({ example: '2026-11-23T08:00:00.000Z' });

export const outContractCode = z
  .string()
  .regex(/^[A-Za-z0-9]{1,32}$/)
  .meta({ example: '4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f' });

const launch = describes<Launch>()(
  z.strictObject({ appId: z.string(), path: z.string(), extraData: z.record(z.string(), z.string()) }),
);

export const signing = describes<Signing>()(
  z
    .strictObject({
      outContractCode,
      status: z.enum(signingStatuses),
      version: z.string(),
      seq: z.int().min(0),
      serverTime: time,
      expiresAt: time.exactOptional(),
      displayAccount: z.string(),
      launch: launch.exactOptional(),
      contractId: z.string().exactOptional(),
      signedAt: time.exactOptional(),
      terminatedAt: time.exactOptional(),
    })
    .meta({ id: 'Signing' }),
);

export const contract = describes<Contract>()(
  z
    .strictObject({
      outContractCode,
      contractId: z.string(),
      status: z.enum(['signed', 'terminated']),
      serviceId: z.int(),
      displayAccount: z.string(),
      signedAt: time,
      terminatedAt: time.exactOptional(),
      terminationMode: z.string().exactOptional(),
    })
    .meta({ id: 'Contract' }),
);

export const errorResponse = describes<ErrorResponse>()(
  z
    .strictObject({
      error: z.strictObject({
        code: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]),
        message: z.string(),
        requestId: z.string(),
        details: z.record(z.string(), z.unknown()).exactOptional(),
      }),
    })
    .meta({ id: 'ErrorResponse' }),
);
