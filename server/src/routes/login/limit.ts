import { ApiError } from '../../api-error';
import type { Services } from '../../contracts/services';

/**
 * Lets an address try no more for a while after many codes that WeChat did not know. Thousands of good users may share one
 * address, so nothing else counts: neither what succeeds, nor what our configuration or WeChat's trouble made fail.
 * @throws ApiError `rate_limited`
 */
export async function limitFailures<T>(
  { limits: { failedLogins } }: Pick<Services, 'limits'>,
  address: string | undefined,
  login: () => Promise<T>,
): Promise<T> {
  if (address === undefined) return login();
  refuse(await failedLogins.ahead(address));
  try {
    return await login();
  } catch (error) {
    // One of many at once may be one too many.
    if (error instanceof ApiError && error.code === 'invalid_code') refuse(await failedLogins(address));
    throw error;
  }
}

function refuse(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) throw new ApiError('rate_limited', { retryAfterSeconds });
}
