import { errors } from '@contract-kit/shared';
import Router from '@koa/router';
import createError from 'http-errors';
import { ReplyError } from 'ioredis';
import Koa from 'koa';
import pino from 'pino';
import { error, useServer } from '../../test/http';
import { ApiError } from '../api-error';
import { NewerFormatError } from '../store/redis-error';
import { errorHandler } from './errors';

const logged: string[] = [];
const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
beforeEach(() => void logged.splice(0));

/** What is thrown at the next request; nothing: it is left alone. */
let thrown: unknown;
const { ask } = useServer(() =>
  new Koa()
    .use(async (ctx, next) => {
      ctx.state.requestId = '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0';
      await next();
    })
    .use(errorHandler(log))
    .use(() => {
      if (thrown) throw thrown;
    }),
);

async function answerTo(problem: unknown, language?: string) {
  thrown = problem;
  const { status, headers, body } = await ask('GET', '/', {
    headers: language === undefined ? {} : { 'accept-language': language },
  });
  return { status, headers, body, lines: logged.map((line) => JSON.parse(line)) };
}

describe.each(Object.entries(errors))('%s', (code, told) => {
  it('has its status, and its words in either language', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const { status, headers, body } = await answerTo(new ApiError(code as 'internal'), language);
      expect([status, headers['content-type']]).toEqual([told.status, 'application/json; charset=utf-8']);
      expect(body).toEqual(error(code, told[language]));
      expect(headers['www-authenticate']).toBe(code === 'unauthorized' ? 'Bearer' : undefined);
      expect(headers['retry-after']).toBeUndefined();
    }
  });

  it('is a line in the log from 500 on, at level warn: it was foreseen', async () => {
    const { lines } = await answerTo(new ApiError(code as 'internal'));
    expect(lines.map(({ level, msg, requestId }) => [level, msg, requestId])).toEqual(
      told.status >= 500 ? [[40, 'request failed', '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0']] : [],
    );
  });
});

it('says details as they are given', async () => {
  const { body } = await answerTo(
    new ApiError('wechatpay_refused', { details: { wechatpayCode: 'NO_AUTH' } }),
    'en',
  );
  expect(body).toEqual(error('wechatpay_refused', errors.wechatpay_refused.en, { wechatpayCode: 'NO_AUTH' }));
});

it.each([
  [0, '0'],
  [1, '1'],
  [1.01, '2'],
  [59.999, '60'],
])('asks to come again after %d s, in whole seconds, never sooner', async (seconds, header) => {
  const { headers } = await answerTo(new ApiError('rate_limited', { retryAfterSeconds: seconds }));
  expect(headers['retry-after']).toBe(header);
});

const redisAway: [what: string, error: Error][] = [
  'Command timed out',
  'Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option for details.',
  'Failed to refresh slots cache.',
  'Connection is closed.',
  "Stream isn't writeable and enableOfflineQueue options is false",
  'Socket timeout. Expecting data',
  "Cluster isn't ready",
  'All sentinels are unreachable.',
  'The Redis cluster is not connected',
  'LOADING Redis is loading the dataset in memory',
  "READONLY You can't write against a read only replica.",
  'connect ECONNREFUSED 127.0.0.1:6379',
].map((message) => [`“${message}”`, new Error(message)]);
redisAway.push(
  ['what Redis refuses', new ReplyError('OOM command not allowed')],
  ['a connection that is refused', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
  ['what a later version stored', new NewerFormatError('abc', '2')],
);

it.each<[what: string, problem: unknown, code: 'internal' | 'invalid_request' | 'storage_unavailable']>([
  ['anything else', new TypeError('x is not a function'), 'internal'],
  ['no error at all', 'oops', 'internal'],
  ['Koa’s own 400', createError(400, 'Failed to decode'), 'invalid_request'],
  ['Koa’s own 499', createError(499), 'invalid_request'],
  ['Koa’s own 500', createError(500), 'internal'],
  ...redisAway.map(([what, problem]): [string, unknown, 'storage_unavailable'] => [
    what,
    problem,
    'storage_unavailable',
  ]),
  ['an error that only speaks of Redis', new Error('so: Connection is closed'), 'internal'],
])('%s is answered by a code, without a word of its own', async (_, problem, code) => {
  const { status, headers, body, lines } = await answerTo(problem, 'en');
  expect([status, body]).toEqual([errors[code].status, error(code, errors[code].en)]);
  expect(headers['retry-after']).toBe(code === 'storage_unavailable' ? '2' : undefined);
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual(status >= 500 ? [[50, 'request failed']] : []);
});

it('finds nothing where nobody answers', async () => {
  const { status, body } = await answerTo(undefined);
  expect([status, body]).toEqual([404, error('not_found', '没有找到')]);
});

const routed = useServer(() => {
  const router = new Router();
  router.get('/thing', (ctx) => {
    ctx.body = { thing: true };
  });
  router.get('/empty', (ctx) => {
    ctx.status = 204;
  });
  router.get('/gone', (ctx) => {
    ctx.status = 404;
    ctx.body = { gone: true };
  });
  return {
    callback: () =>
      new Koa().use(errorHandler(log)).use(router.routes()).use(router.allowedMethods()).callback(),
  };
});

it.each([
  ['GET', '/nothing', 404, 'not_found'],
  ['PROPFIND', '/nothing', 404, 'not_found'],
  ['POST', '/thing', 405, 'method_not_allowed'],
  ['PROPFIND', '/thing', 405, 'method_not_allowed'],
])('%s %s, of which no route knows, is %i', async (method, path, status, code) => {
  const answer = await routed.ask(method, path);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

it('leaves alone what a route has answered, without a body too', async () => {
  const answers = await Promise.all(['/thing', '/empty', '/gone'].map((path) => routed.ask('GET', path)));
  expect(answers.map(({ status, text }) => [status, text])).toEqual([
    [200, '{"thing":true}'],
    [204, ''],
    [404, '{"gone":true}'],
  ]);
});

it.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['*', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en', 'en'],
  ['EN-us', 'en'],
  ['en-GB;q=0.5', 'en'],
  ['en;q=0.8,zh;q=0.9', 'zh-CN'],
  ['en;q=0.9,zh;q=0.8', 'en'],
  ['fr,en;q=0.2', 'en'],
  ['fr', 'zh-CN'],
  ['en;q=0', 'zh-CN'],
  [';;;q=x', 'zh-CN'],
] as const)('Accept-Language %s: %s', async (header, language) => {
  const { body } = await answerTo(new ApiError('not_found'), header);
  expect(body.error.message).toBe(errors.not_found[language]);
});
