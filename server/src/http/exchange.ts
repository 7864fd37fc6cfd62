import type { Language } from '@contract-kit/shared';
import type { Context } from 'koa';
import { z } from 'zod';
import { ApiError } from '../api-error';
import { readJson } from './body';
import { languageOf } from './language';

const BODY_LIMIT = 16 * 1024;

/** What a call takes and what it answers. */
export interface Declared {
  /** The call's name in the API description. */
  name: string;
  params?: z.ZodType | undefined;
  query?: z.ZodType | undefined;
  body?: z.ZodType | undefined;
  /** Each status that it answers with when all is well, and the body's schema; null is no body. */
  answers: Record<number, z.ZodType | null>;
}

export interface Answer {
  status: number;
  body?: unknown;
}

const issuesIn: Record<Language, z.core.$ZodErrorMap> = {
  'zh-CN': (issue) => ownText(issue, 'zh-CN') ?? z.locales.zhCN().localeError(issue),
  en: (issue) => ownText(issue, 'en') ?? z.locales.en().localeError(issue),
};

/** What a check of ours says of its own accord, in `params.text`. */
const ownText = (issue: z.core.$ZodRawIssue, language: Language): string | undefined =>
  issue.code === 'custom' ? issue.params?.text?.[language] : undefined;

const nothing = z.strictObject({});

/**
 * Reads what came, as it was declared.
 * @throws ApiError `not_found` for a path that is none, `invalid_request` with what is wrong, and what `readJson` throws
 */
export async function readInput(route: Declared, ctx: Context) {
  const language = languageOf(ctx);
  return {
    params: parse(route.params, ctx.params, 'not_found', language),
    query: parse(route.query ?? nothing, { ...ctx.query }, 'invalid_request', language),
    body: route.body && parse(route.body, await readJson(ctx, BODY_LIMIT), 'invalid_request', language),
  };
}

/**
 * Answers, as it was declared.
 * @param check whether to compare: a wrong answer is our mistake, which tests and `npm start` are to find
 */
export function sendAnswer(route: Declared, ctx: Context, answer: Answer, check: boolean): void {
  ctx.status = answer.status;
  ctx.body = answer.body ?? null;
  if (check) checkAnswer(route, answer);
}

function parse(
  schema: z.ZodType | undefined,
  value: unknown,
  code: 'invalid_request' | 'not_found',
  language: Language,
): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value, { error: issuesIn[language] });
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ApiError(code, code === 'invalid_request' ? { details: { issues } } : {});
}

function checkAnswer(route: Declared, { status, body }: Answer): void {
  const schema = route.answers[status];
  const problem =
    schema === undefined
      ? `status ${status} is not declared`
      : schema === null
        ? body !== undefined && 'a body is not declared'
        : schema.safeParse(body).error?.message;
  if (problem) throw new Error(`${route.name} answers what it does not declare: ${problem}`);
}
