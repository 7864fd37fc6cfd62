import type { Context, Middleware, Next } from 'koa';
import type { z } from 'zod';
import { ApiError } from '../api-error';
import { Refused } from '../contracts';
import { readBody } from '../read-body';

/** A control call that is refused: answered as `{error: {code, message, issues?}}`. */
class ControlError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly issues?: string[],
  ) {
    super(message);
  }
}

const statusOfRefusal = {
  unknown: 404,
  conflict: 409,
  expired: 409,
  used: 409,
  wrong_user: 409,
  already_signed: 409,
  invalid_code: 401,
} as const;

/** Turns what the calls throw into answers. */
export async function controlErrors(context: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const refusal = asControlError(error);
    if (refusal === undefined) throw error;
    const { status, code, message, issues } = refusal;
    context.status = status;
    context.body = { error: { code, message, ...(issues === undefined ? {} : { issues }) } };
  }
}

/** A GET whose query fits `schema`; answers what `handle` returns. */
export function read<T>(
  schema: z.ZodType<T>,
  handle: (query: T, params: Record<string, string>) => object | Promise<object>,
): Middleware {
  return async (context) => {
    const query = parse(schema, { ...context.query }, 'query');
    context.body = await handle(query, context.params as Record<string, string>);
  };
}

/** A write with an application/json body that fits `schema` (an empty one is `{}`); answers what `handle` returns. */
export function write<T>(
  schema: z.ZodType<T>,
  handle: (body: T, params: Record<string, string>) => object,
): Middleware {
  return async (context) => {
    if (!/^application\/json\s*(;|$)/i.test(context.get('Content-Type'))) {
      throw new ControlError(
        415,
        'unsupported_media_type',
        'Send the header Content-Type: application/json.',
      );
    }
    const text = (await readBody(context.req)).toString();
    let json: unknown = {};
    try {
      if (text !== '') json = JSON.parse(text);
    } catch {
      throw new ControlError(400, 'invalid_json', 'The body is not JSON.');
    }
    context.body = handle(parse(schema, json, 'body'), context.params as Record<string, string>);
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`);
  throw new ControlError(400, 'invalid_request', `The ${what} is wrong: ${issues.join('; ')}`, issues);
}

function asControlError(error: unknown): ControlError | undefined {
  if (error instanceof ControlError) return error;
  if (error instanceof Refused) {
    return new ControlError(statusOfRefusal[error.reason], error.reason, error.message);
  }
  if (error instanceof ApiError) return new ControlError(error.status, 'invalid_body', error.message);
  return undefined;
}
