import type { Context, Middleware, Next } from 'koa';
import { z } from 'zod';
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

/** Whatever is no call of WeChat Pay's, of WeChat's or of ours. */
export const noSuchCall: Middleware = async (context, next) => {
  await next();
  if (context.status !== 404 || context.body !== undefined) return;
  const call = `${context.method} ${context.path}`;
  const message = `模拟器没有这个接口：${call}，方法和路径见模拟器的 README.md。The simulator has no call ${call}: its README.md lists method and path of each.`;
  context.status = 404;
  context.body = { error: { code: 'not_found', message } };
};

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
        '请带请求头 Content-Type: application/json。Send the header Content-Type: application/json.',
      );
    }
    const text = (await readBody(context.req)).toString();
    let json: unknown = {};
    try {
      if (text !== '') json = JSON.parse(text);
    } catch {
      throw new ControlError(400, 'invalid_json', '请求体不是 JSON。The body is not JSON.');
    }
    context.body = handle(parse(schema, json, 'body'), context.params as Record<string, string>);
  };
}

const [zh, en] = [z.locales.zhCN().localeError, z.locales.en().localeError];
const textOf = (said: ReturnType<typeof zh>) => (typeof said === 'object' ? said?.message : said);
/** What is wrong with a value, in Chinese, then in English. */
const inBoth: z.core.$ZodErrorMap = (issue) => `${textOf(zh(issue))}。${textOf(en(issue))}`;

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value, { error: inBoth });
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`);
  throw new ControlError(
    400,
    'invalid_request',
    `${what === 'body' ? '请求体' : '查询参数'}有误。The ${what} is wrong. ${issues.join('; ')}`,
    issues,
  );
}

function asControlError(error: unknown): ControlError | undefined {
  if (error instanceof ControlError) return error;
  if (error instanceof Refused) {
    return new ControlError(statusOfRefusal[error.reason], error.reason, error.message);
  }
  if (error instanceof ApiError)
    return new ControlError(
      error.status,
      'invalid_body',
      `${error.message}。The body is over 64 KiB, or incomplete.`,
    );
  return undefined;
}
