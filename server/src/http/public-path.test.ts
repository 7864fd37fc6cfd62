import Router from '@koa/router';
import Koa from 'koa';
import pino from 'pino';
import { useServer } from '../../test/http';
import { publicPath } from './public-path';

const warned: { path: string; expected: string }[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void warned.push(JSON.parse(line)) });
beforeEach(() => void warned.splice(0));
afterEach(() => void jest.restoreAllMocks());

const create = (notifyUrl: string) => () => {
  const router = new Router();
  for (const path of ['/api/things', '/healthz', '/metrics']) {
    router.get(path, (ctx) => {
      ctx.body = { path: ctx.path };
    });
  }
  router.post('/notifications/wechatpay', (ctx) => {
    ctx.status = 204;
  });
  router.post('/api/gone/notifications/wechatpay', (ctx) => {
    ctx.status = 404;
  });
  return new Koa().use(publicPath({ notifyUrl, log })).use(router.routes()).use(router.allowedMethods());
};
const below = useServer(create('https://pay.example.com/shop/pay/notifications/wechatpay'));
const plain = useServer(create('https://pay.example.com/notifications/wechatpay'));

it.each([
  ['/api/things', 200],
  ['/shop/pay/api/things', 200],
  ['/shop/pay/healthz', 404],
  ['/shop/pay/metrics', 404],
  ['/shop/api/things', 404],
  ['/other/shop/pay/api/things', 404],
  ['/shop/pay/shop/pay/api/things', 404],
  ['/shop/payapi/things', 404],
  ['/shop%2fpay/api/things', 404],
  ['/SHOP/PAY/api/things', 404],
  ['/shop/pay', 404],
  ['/healthz', 200],
])('below /shop/pay, GET %s is %i, and stays what was asked for', async (path, status) => {
  const answer = await below.ask('GET', path);
  expect(answer.status).toBe(status);
  if (status === 200) expect(answer.body).toEqual({ path });
  expect(warned).toEqual([]);
});

it('takes a notification with the path and without it', async () => {
  const statuses = await Promise.all(
    ['/notifications/wechatpay', '/shop/pay/notifications/wechatpay'].map((path) => below.ask('POST', path)),
  );
  expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
  expect((await plain.ask('POST', '/notifications/wechatpay')).status).toBe(204);
  expect(warned).toEqual([]);
});

it('warns of a notification that finds nobody, with the path that is wanted, once a minute', async () => {
  let now = 1_000_000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const lost = () => below.ask('POST', '/pay/notifications/wechatpay');
  expect((await lost()).status).toBe(404);
  expect(warned).toMatchObject([
    {
      level: 40,
      event: 'notify-path-unknown',
      path: '/pay/notifications/wechatpay',
      expected: '/shop/pay/notifications/wechatpay',
    },
  ]);
  now += 59_999;
  await lost();
  expect(warned).toHaveLength(1);
  now += 1;
  await lost();
  expect(warned).toHaveLength(2);
});

it('warns of nothing else: not of other paths, other methods, or what a route answers', async () => {
  await plain.ask('POST', '/pay/notifications/wechatpay/more');
  await plain.ask('GET', '/notifications/wechatpay');
  await plain.ask('POST', '/api/gone/notifications/wechatpay');
  expect(warned).toEqual([]);
  await plain.ask('POST', '/pay/notifications/wechatpay');
  expect(warned).toMatchObject([{ expected: '/notifications/wechatpay' }]);
});
