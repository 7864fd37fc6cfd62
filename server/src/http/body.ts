import type { Context } from 'koa';
import rawBody from 'raw-body';
import { ApiError } from '../api-error';
import type { MountedRequest } from './mounted';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The bytes of a request's body, as they came: from `rawBody` where a parser has kept them.
 * @throws ApiError `body_too_large`, or `invalid_request` when they did not all come
 */
export async function readBytes(ctx: Context, limit: number): Promise<Buffer> {
  const { rawBody: kept, readableDidRead }: MountedRequest = ctx.req;
  if (readableDidRead && Buffer.isBuffer(kept)) {
    if (kept.length > limit) throw new ApiError('body_too_large');
    return kept;
  }
  try {
    return await rawBody(ctx.req, { limit, length: ctx.request.length ?? null });
  } catch (error) {
    const tooLarge = (error as { type?: string }).type === 'entity.too.large';
    throw new ApiError(tooLarge ? 'body_too_large' : 'invalid_request', { cause: error });
  }
}

/**
 * The JSON of a request's body; no body at all is an empty object.
 * @throws ApiError `unsupported_media_type`, `body_too_large`, `invalid_json`
 */
export async function readJson(ctx: Context, limit: number): Promise<unknown> {
  const isJson = ctx.is('application/json');
  // Some clients say of no body that it is 0 bytes long.
  if (isJson === null || ctx.request.length === 0) return {};
  if (isJson === false || ctx.get('content-encoding') !== '') throw new ApiError('unsupported_media_type');
  const bytes = await readBytes(ctx, limit);
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new ApiError('invalid_json', { cause: error });
  }
}
