import type { LoginRequest, LoginResponse } from '@contract-kit/shared';
import { z } from 'zod';
import { describes } from '../../http/schemas';

export const loginRequest = describes<LoginRequest>()(
  z.strictObject({
    code: z.string().min(1).max(128),
    appId: z.string().max(32).exactOptional(),
    subMchid: z.string().max(32).exactOptional(),
  }),
);

export const loginResponse = describes<LoginResponse>()(
  z.strictObject({ token: z.string(), expiresIn: z.int() }),
);
