/**
 * The number at the end of `Request-ID`, WeChat Pay's inner error code. The first five are published; `other` is a stand-in.
 */
export const innerCode = {
  ok: 0,
  signature: 268443699,
  appidMchidMismatch: 268445527,
  noRelation: 268443701,
  illegalField: 270924358,
  other: 268435456,
} as const;

/** An answer of WeChat Pay that is not 2xx: `{code, message, detail?}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: { detail?: unknown; inner?: number } = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export function paramError(field: string, issue: string, location = 'body', inner?: number): ApiError {
  return new ApiError(400, 'PARAM_ERROR', `参数错误：${field} ${issue}`, {
    detail: { field, issue, location },
    ...(inner === undefined ? {} : { inner }),
  });
}
