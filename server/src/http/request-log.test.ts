import Router from '@koa/router';
import Koa from 'koa';
import pino from 'pino';
import { useServer } from '../../test/http';
import { createMetrics } from '../metrics';
import { requestLog } from './request-log';

const lines: Record<string, unknown>[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const metrics = createMetrics();
beforeEach(() => {
  lines.splice(0);
  metrics.registry.resetMetrics();
});
afterEach(() => void jest.restoreAllMocks());

/** What the clock shows once the request has been handled. */
let now = 0;
const { ask } = useServer(() => {
  const router = new Router();
  router.get('/things/:name', (ctx) => {
    now += 1_499.6;
    ctx.body = { id: ctx.state.requestId };
  });
  router.get('/throws', () => {
    throw new Error('broken');
  });
  router.get('/logged', (ctx) => {
    ctx.state.logged = true;
    ctx.body = {};
  });
  const app = new Koa().use(requestLog(log, metrics)).use(router.routes());
  app.silent = true;
  return app;
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const measured = async () =>
  (await metrics.httpRequests.get()).values
    .filter(({ metricName }) => metricName?.endsWith('_sum') || metricName?.endsWith('_count'))
    .map(({ labels, metricName, value }) => [labels, metricName, value]);

it('gives a request an id of ours, for its handler, its headers and its line', async () => {
  const { headers, body } = await ask('GET', '/things/ball?secret=1', {
    headers: { 'x-request-id': 'theirs' },
  });
  const id = headers['x-request-id'];
  expect(id).toMatch(UUID);
  expect(body).toEqual({ id });
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  expect(lines).toEqual([
    expect.objectContaining({
      level: 30,
      event: 'request',
      requestId: id,
      method: 'GET',
      path: '/things/ball',
      status: 200,
      msg: 'request',
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

it('measures it, in ms for people and in seconds for programs, by the pattern of its route', async () => {
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  await ask('GET', '/things/ball');
  await ask('GET', '/things/doll');
  expect(lines.map(({ ms }) => ms)).toEqual([1500, 1500]);
  const labels = { method: 'GET', route: '/things/:name', status: '200' };
  expect(await measured()).toEqual([
    [labels, 'http_request_seconds_sum', expect.closeTo(2.9992)],
    [labels, 'http_request_seconds_count', 2],
  ]);
});

it('does so of one that nobody answers, and of one that fails', async () => {
  await ask('POST', '/elsewhere/ball');
  const { status } = await ask('GET', '/throws');
  expect(status).toBe(500);
  expect(lines.map(({ method, path }) => [method, path])).toEqual([
    ['POST', '/elsewhere/ball'],
    ['GET', '/throws'],
  ]);
  const counted = (await measured()).filter(([, name]) => name === 'http_request_seconds_count');
  expect(counted).toEqual([
    [{ method: 'POST', route: 'none', status: '404' }, 'http_request_seconds_count', 1],
    [{ method: 'GET', route: '/throws', status: '404' }, 'http_request_seconds_count', 1],
  ]);
});

it('leaves out the line of what has been logged, and measures it all the same', async () => {
  await ask('GET', '/logged');
  expect(lines).toEqual([]);
  expect((await measured())[1]).toEqual([
    { method: 'GET', route: '/logged', status: '200' },
    'http_request_seconds_count',
    1,
  ]);
});
