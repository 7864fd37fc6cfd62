import type { Language } from '@contract-kit/shared';
import type { Middleware } from 'koa';
import { z } from 'zod';
import { ApiError } from '../api-error';
import type { Services } from '../contracts/services';
import { type User, userKey } from '../store';
import { readJson } from './body';
import { createClientAddress } from './client-address';
import { languageOf } from './language';
import { createLogin } from './login';
import type { Route } from './route';
import { createWaiting } from './waiting';

const BODY_LIMIT = 16 * 1024;

const issuesIn: Record<Language, z.core.$ZodErrorMap> = {
  'zh-CN': (issue) => ownText(issue, 'zh-CN') ?? z.locales.zhCN().localeError(issue),
  en: (issue) => ownText(issue, 'en') ?? z.locales.en().localeError(issue),
};

/** What a check of ours says of its own accord, in `params.text`. */
const ownText = (issue: z.core.$ZodRawIssue, language: Language): string | undefined =>
  issue.code === 'custom' ? issue.params?.text?.[language] : undefined;

const nothing = z.strictObject({});

/** Lets in only what a route takes, and out only what it answers. */
export function createGuard(services: Services): (route: Route) => Middleware {
  const waiting = createWaiting(services.metrics);
  const addressOf = createClientAddress(services.config.trustProxy, services.log);
  const loginOf = createLogin(services);

  return (route) => async (ctx) => {
    const begunAt = Date.now();
    const language = languageOf(ctx);
    const waits = route.waits?.(ctx.query) ?? false;
    // First the count, so that it counts requests that are refused too.
    const login = route.login ? await loginOf(ctx, waits ? 'polls' : 'requests') : undefined;
    const user = login?.user as User;

    const params = parse(route.params, ctx.params, 'not_found', language);
    const query = parse(route.query ?? nothing, { ...ctx.query }, 'invalid_request', language);
    const body =
      route.body && parse(route.body, await readJson(ctx, BODY_LIMIT), 'invalid_request', language);

    const gone = new AbortController();
    ctx.res.once('close', () => {
      if (!ctx.res.writableFinished) gone.abort();
    });
    const release = waits ? waiting.enter(userKey(user)) : undefined;
    try {
      const answer = await route.handle(services, {
        params,
        query,
        body,
        user,
        logout: async () => login?.end(),
        begunAt,
        address: () => addressOf(ctx.req),
        signal: gone.signal,
      });
      ctx.status = answer.status;
      ctx.body = answer.body ?? null;
      if (services.checkAnswers) checkAnswer(route, answer);
    } finally {
      release?.();
    }
  };
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

/** A wrong answer is our mistake, which tests and `npm start` are to find. */
function checkAnswer(route: Route, { status, body }: { status: number; body?: unknown }): void {
  const schema = route.answers[status];
  const problem =
    schema === undefined
      ? `status ${status} is not declared`
      : schema === null
        ? body !== undefined && 'a body is not declared'
        : schema.safeParse(body).error?.message;
  if (problem) throw new Error(`${route.name} answers what it does not declare: ${problem}`);
}
