import type { IncomingMessage } from 'node:http';
import rawBody from 'raw-body';
import { ApiError } from './api-error';

/** The bytes as they came. Throws 400 PARAM_ERROR above 64 KiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  try {
    return await rawBody(request, { limit: '64kb' });
  } catch {
    request.resume();
    throw new ApiError(400, 'PARAM_ERROR', '请求报文超过64KB或不完整');
  }
}
