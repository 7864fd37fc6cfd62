import { connect } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import { z } from 'zod';
import { useApp } from '../../test/app';
import { error, useServer } from '../../test/http';
import { waitFor } from '../../test/wait';
import type { User } from '../store';
import { errorHandler } from './errors';
import { createGuard } from './guard';
import { type Route, route } from './route';

const app = useApp();
const { services } = app;

/** What the handler was given, and what it answers. */
let seen: Parameters<Route['handle']>[1][] = [];
let handle: () => Promise<{ status: number; body?: unknown }> = async () => ({
  status: 200,
  body: { ok: true },
});
beforeEach(() => {
  seen = [];
  handle = async () => ({ status: 200, body: { ok: true } });
});

const routes = [
  route({
    method: 'post',
    path: '/things/:name',
    name: 'makeThing',
    summary: '',
    login: true,
    params: z.strictObject({ name: z.string().regex(/^[a-z]+$/) }),
    query: z.strictObject({ size: z.string().optional() }),
    body: z.strictObject({ text: z.string().optional() }),
    answers: { 200: z.strictObject({ ok: z.boolean() }), 204: null },
    handle: async (_services, input) => {
      seen.push(input as never);
      return handle();
    },
  }),
  route({
    method: 'get',
    path: '/watch',
    name: 'watch',
    summary: '',
    login: true,
    query: z.strictObject({ wait: z.string().optional() }),
    answers: { 200: z.strictObject({ ok: z.boolean() }) },
    waits: (query) => query.wait !== undefined,
    handle: async (_services, input) => {
      seen.push(input as never);
      return handle();
    },
  }),
  route({
    method: 'get',
    path: '/open',
    name: 'open',
    summary: '',
    login: false,
    answers: { 200: z.strictObject({ ok: z.boolean() }) },
    handle: async (_services, input) => {
      seen.push(input as never);
      return handle();
    },
  }),
];
const server = useServer(() => {
  const router = new Router();
  const guard = createGuard(services);
  for (const each of routes) router[each.method](each.path, guard(each));
  return new Koa()
    .use(async (ctx, next) => {
      ctx.state.requestId = '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0';
      await next();
    })
    .use(errorHandler(services.log))
    .use(router.routes());
});
const { ask } = server;
const JSON_TYPE = { 'content-type': 'application/json' };

type Body = string | Buffer | Buffer[];
async function post(
  body: Body | undefined,
  headers: Record<string, string> = JSON_TYPE,
  path = '/things/ball',
) {
  const { bearer } = await app.user();
  return ask('POST', path, { headers: { ...bearer, ...headers }, ...(body !== undefined && { body }) });
}

describe('who comes', () => {
  it('is told to the handler, with what came, parsed', async () => {
    const { user, bearer } = await app.user();
    const before = Date.now();
    let address: string | undefined;
    handle = async () => {
      address = seen[0]!.address();
      return { status: 200, body: { ok: true } };
    };
    const { status, body } = await ask('POST', '/things/ball?size=2', {
      headers: { ...bearer, ...JSON_TYPE },
      body: '{"text":"签约"}',
    });
    expect([status, body]).toEqual([200, { ok: true }]);
    const [input] = seen;
    expect(input).toMatchObject({
      user,
      params: { name: 'ball' },
      query: { size: '2' },
      body: { text: '签约' },
    });
    expect(address).toBe('127.0.0.1');
    expect(input!.begunAt).toBeGreaterThanOrEqual(before);
    expect(input!.begunAt).toBeLessThanOrEqual(Date.now());
  });

  it('is nobody where no login is wanted, whatever token they bring', async () => {
    const { status } = await ask('GET', '/open', { headers: { authorization: 'Bearer nonsense' } });
    expect(status).toBe(200);
    expect(seen[0]!.user).toBeUndefined();
    await expect(seen[0]!.logout()).resolves.toBeUndefined();
  });

  it('may log out: that token and no other of the same person', async () => {
    const { user, bearer } = await app.user();
    const other = { authorization: `Bearer ${await services.store.tokens.issue(user)}` };
    await ask('GET', '/watch', { headers: bearer });
    await seen[0]!.logout();
    expect((await ask('GET', '/watch', { headers: bearer })).status).toBe(401);
    expect((await ask('GET', '/watch', { headers: other })).status).toBe(200);
  });

  it('is refused before anything else is looked at, without a token that holds', async () => {
    const { token } = await app.user();
    const wrong = {
      none: {},
      empty: { authorization: '' },
      'a scheme alone': { authorization: 'Bearer' },
      'a token alone': { authorization: token },
      'two tokens': { authorization: `Bearer ${token} ${token}` },
      'two spaces': { authorization: `Bearer  ${token}` },
      'another scheme': { authorization: `Basic ${token}` },
      'a letter more': { authorization: `Bearer ${token}x` },
      'a letter less': { authorization: `Bearer ${token.slice(1)}` },
      'of somebody else': { authorization: `Bearer ${'A'.repeat(43)}` },
    };
    const answers = await Promise.all(
      Object.entries(wrong).map(async ([what, headers]) => {
        const answer = await ask('POST', '/things/NOT-ONE?no', { headers, body: '{' });
        return [what, answer.status, answer.headers['www-authenticate'], answer.body] as const;
      }),
    );
    expect(answers).toEqual(
      Object.keys(wrong).map((what) => [what, 401, 'Bearer', error('unauthorized', '请先登录')]),
    );
    expect(seen).toEqual([]);
    expect((await ask('GET', '/watch', { headers: { authorization: `bEaReR ${token}` } })).status).toBe(200);
  });
});

describe('a body', () => {
  const padded = (bytes: number) => Buffer.from('{"text":"x"}'.padEnd(bytes));
  const chunks = (body: Buffer) =>
    Array.from({ length: Math.ceil(body.length / 1000) }, (_, i) => body.subarray(i * 1000, (i + 1) * 1000));

  it('may have 16 KiB and no byte more, whether or not it says how long it is', async () => {
    const statuses = await Promise.all(
      [padded(16_384), padded(16_385), chunks(padded(16_384)), chunks(padded(16_385))].map(
        async (body) => (await post(body)).status,
      ),
    );
    expect(statuses).toEqual([200, 413, 200, 413]);
    expect(seen.map(({ body }) => body)).toEqual([{ text: 'x' }, { text: 'x' }]);
  });

  it('that is too large is said to be, in either language', async () => {
    expect((await post(padded(16_385))).body).toEqual(error('body_too_large', '请求体过大'));
    expect((await post(padded(16_385), { ...JSON_TYPE, 'accept-language': 'en' })).body).toEqual(
      error('body_too_large', 'The request body is too large'),
    );
  });

  it('may be missing, or empty: it is an empty object then', async () => {
    expect((await post(undefined, {})).status).toBe(200);
    expect((await post('', JSON_TYPE)).status).toBe(200);
    expect((await post([Buffer.from('')], JSON_TYPE)).status).toBe(200);
    expect(seen.map(({ body }) => body)).toEqual([{}, {}, {}]);
  });

  it('is JSON in UTF-8, by its type and by its bytes', async () => {
    const good = '{"text":"签"}';
    const cases: Record<string, [Body, Record<string, string>]> = {
      'with a charset': [good, { 'content-type': 'application/json; charset=utf-8' }],
      'in capitals': [good, { 'content-type': 'Application/JSON' }],
      'with a mark of byte order': [Buffer.from(`\ufeff${good}`), JSON_TYPE],
      'between spaces': [` \r\n\t${good} `, JSON_TYPE],
      'of no type': [good, {}],
      'plain text': [good, { 'content-type': 'text/plain' }],
      'a form': ['text=x', { 'content-type': 'application/x-www-form-urlencoded' }],
      'another JSON': [good, { 'content-type': 'application/vnd.api+json' }],
      'two types': [good, { 'content-type': 'application/json, text/plain' }],
      compressed: [good, { ...JSON_TYPE, 'content-encoding': 'gzip' }],
      'not UTF-8': [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), JSON_TYPE],
      'UTF-16': [Buffer.from(good, 'utf16le'), JSON_TYPE],
      'cut off': ['{"text":', JSON_TYPE],
      'two values': ['{}{}', JSON_TYPE],
      'spaces only': ['  ', JSON_TYPE],
    };
    const got = await Promise.all(
      Object.entries(cases).map(async ([what, [body, headers]]) => {
        const answer = await post(body, headers);
        return [what, answer.status, answer.body.error?.code ?? 'ok'];
      }),
    );
    expect(got).toEqual([
      ['with a charset', 200, 'ok'],
      ['in capitals', 200, 'ok'],
      ['with a mark of byte order', 200, 'ok'],
      ['between spaces', 200, 'ok'],
      ['of no type', 415, 'unsupported_media_type'],
      ['plain text', 415, 'unsupported_media_type'],
      ['a form', 415, 'unsupported_media_type'],
      ['another JSON', 415, 'unsupported_media_type'],
      ['two types', 415, 'unsupported_media_type'],
      ['compressed', 415, 'unsupported_media_type'],
      ['not UTF-8', 400, 'invalid_json'],
      ['UTF-16', 400, 'invalid_json'],
      ['cut off', 400, 'invalid_json'],
      ['two values', 400, 'invalid_json'],
      ['spaces only', 400, 'invalid_json'],
    ]);
  });

  it('has what is declared, and nothing else', async () => {
    const issues = async (body: string, language = 'en') => {
      const answer = await post(body, { ...JSON_TYPE, 'accept-language': language });
      return [answer.status, answer.body.error.code, answer.body.error.details?.issues];
    };
    const refused = (path: string, message: string) => [400, 'invalid_request', [{ path, message }]];
    expect(await issues('{"txt":"x"}')).toEqual(refused('', 'Unrecognized key: "txt"'));
    expect(await issues('{"txt":"x"}', 'zh')).toEqual(refused('', '出现未知的键(key): "txt"'));
    expect(await issues('{"text":1}')).toEqual(
      refused('text', 'Invalid input: expected string, received number'),
    );
    expect(await issues('{"text":1}', 'zh')).toEqual(refused('text', '无效输入：期望 string，实际接收 数字'));
    expect(await issues('{"__proto__":{"text":"x"}}')).toEqual(refused('', 'Unrecognized key: "__proto__"'));
    expect(await issues('{"constructor":{}}')).toEqual(refused('', 'Unrecognized key: "constructor"'));
    for (const [body, type] of [
      ['[]', 'array'],
      ['null', 'null'],
      ['"text"', 'string'],
    ] as const)
      expect(await issues(body)).toEqual(refused('', `Invalid input: expected object, received ${type}`));
    expect(seen).toEqual([]);
  });

  it('that breaks off is not acted on', async () => {
    const { token } = await app.user();
    const { hostname, port } = new URL(server.url());
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.end(
          `POST /things/ball HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"text":`,
        ),
      );
      socket.on('close', () => resolve()).resume();
    });
    expect((await ask('GET', '/open')).status).toBe(200);
    expect(seen).toHaveLength(1);
  });
});

describe('a query and a path', () => {
  const issues = async (path: string, language = 'en') => {
    const { status, body } = await post('{}', { ...JSON_TYPE, 'accept-language': language }, path);
    return [status, body.error.code, body.error.details?.issues];
  };

  it('have what is declared, once', async () => {
    const refused = (path: string, message: string) => [400, 'invalid_request', [{ path, message }]];
    expect(await issues('/things/ball?sise=1')).toEqual(refused('', 'Unrecognized key: "sise"'));
    expect(await issues('/things/ball?size=1&size=1')).toEqual(
      refused('size', 'Invalid input: expected string, received array'),
    );
    expect(await issues('/things/ball?__proto__=1')).toEqual(refused('', 'Unrecognized key: "__proto__"'));
    const open = await ask('GET', '/open?x=1', { headers: { 'accept-language': 'en' } });
    expect([open.status, open.body.error.details]).toEqual([
      400,
      { issues: [{ path: '', message: 'Unrecognized key: "x"' }] },
    ]);
    expect(seen).toEqual([]);
  });

  it('that cannot be the name of a thing is of nothing: 404, without details', async () => {
    expect(await issues('/things/BALL')).toEqual([404, 'not_found', undefined]);
    expect(await issues('/things/b%61%6cl9?x=1', 'zh')).toEqual([404, 'not_found', undefined]);
    expect(await issues('/things/%E0%A4%A')).toEqual([404, 'not_found', undefined]);
  });
});

describe('an answer', () => {
  it('without a body is one', async () => {
    handle = async () => ({ status: 204 });
    const { status, text, headers } = await post('{}');
    expect([status, text, headers['content-type']]).toEqual([204, '', undefined]);
  });

  it('that cannot be given any more aborts what is done for it', async () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    handle = async () => {
      begin();
      const { signal } = seen[0]!;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { status: 200, body: { ok: true } };
    };
    const { token } = await app.user();
    const { hostname, port } = new URL(server.url());
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET /watch?wait=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`),
    );
    await begun;
    expect(seen[0]!.signal.aborted).toBe(false);
    socket.destroy();
    await waitFor('the abort', () => seen[0]!.signal.aborted);
  });
});

describe('of one user', () => {
  const watch = (bearer: Record<string, string>, query = '') =>
    ask('GET', `/watch${query}`, { headers: { ...bearer, 'accept-language': 'en' } });

  it('60 requests a minute are taken, the refused ones counted, and long polls by themselves', async () => {
    const { bearer } = await app.user();
    const other = await app.user();
    const many = await Promise.all(Array.from({ length: 60 }, (_, i) => watch(bearer, i % 2 ? '?no=1' : '')));
    expect(many.map(({ status }) => status).sort()).toEqual([...Array(30).fill(200), ...Array(30).fill(400)]);
    const refused = await watch(bearer);
    expect([refused.status, refused.body]).toEqual([
      429,
      error('rate_limited', 'Too many requests; try again later'),
    ]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await watch(bearer, '?wait=1')).status).toBe(200);
    expect((await watch(other.bearer)).status).toBe(200);
    // It is the user who is counted, and not the token.
    const again = { authorization: `Bearer ${await services.store.tokens.issue(await userOf(bearer))}` };
    expect((await watch(again)).status).toBe(429);
  });

  const userOf = async ({ authorization }: { authorization: string }): Promise<User> =>
    (await services.store.tokens.use(authorization.slice('Bearer '.length), 'polls'))!.user;

  it('four long polls wait, and a fifth is sent away for 5 s until one has ended', async () => {
    const gauge = async () => (await services.metrics.longPolls.get()).values[0]!.value;
    const one = await app.user();
    const other = await app.user();
    const ends: (() => void)[] = [];
    let toWait = 4;
    handle = async () => {
      if (ends.length < toWait) await new Promise<void>((resolve) => void ends.push(resolve));
      return { status: 200, body: { ok: true } };
    };
    const polls = Array.from({ length: 4 }, () => watch(one.bearer, '?wait=1'));
    try {
      await waitFor('four polls', () => ends.length === 4);
      expect(await gauge()).toBe(4);
      const fifth = await watch(one.bearer, '?wait=1');
      expect([fifth.status, fifth.headers['retry-after'], fifth.body]).toEqual([
        429,
        '5',
        error('rate_limited', 'Too many requests; try again later'),
      ]);
      toWait = 6;
      polls.push(watch(other.bearer, '?wait=1'));
      await waitFor('another user’s', () => ends.length === 5);
      expect(await gauge()).toBe(5);
      ends[0]!();
      await Promise.race(polls.slice(0, 4));
      polls.push(watch(one.bearer, '?wait=1'));
      await waitFor('the next', () => ends.length === 6);
      expect(await gauge()).toBe(5);
    } finally {
      toWait = 0;
      for (const end of ends) end();
    }
    expect((await Promise.all(polls)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await gauge()).toBe(0);
    // What does not wait takes no seat.
    expect((await watch(one.bearer)).status).toBe(200);
  });

  it('gives the seat of a long poll back when it fails', async () => {
    const { bearer } = await app.user();
    handle = async () => {
      throw new Error('broken');
    };
    for (let i = 0; i < 6; i++) expect((await watch(bearer, '?wait=1')).status).toBe(500);
    handle = async () => ({ status: 200, body: { ok: true } });
    expect((await watch(bearer, '?wait=1')).status).toBe(200);
    expect((await services.metrics.longPolls.get()).values[0]!.value).toBe(0);
  });
});

it('sends an answer that is not declared where answers are not checked: no user is to suffer from a wrong declaration', async () => {
  services.checkAnswers = false;
  handle = async () => ({ status: 200, body: { ok: 'perhaps' } });
  try {
    const { status, body } = await ask('GET', '/open');
    expect([status, body]).toEqual([200, { ok: 'perhaps' }]);
  } finally {
    services.checkAnswers = true;
  }
});

it('shows nothing of a token, a user or a body in the log', async () => {
  const { token, user, bearer } = await app.user();
  handle = async () => {
    throw new Error('broken');
  };
  const { status } = await ask('POST', '/things/ball', {
    headers: { ...bearer, ...JSON_TYPE },
    body: '{"text":"of-the-body"}',
  });
  expect(status).toBe(500);
  const text = JSON.stringify(app.lines);
  expect(text).toContain('broken');
  for (const secret of [token, user.openid, 'of-the-body']) expect(text).not.toContain(secret);
});
