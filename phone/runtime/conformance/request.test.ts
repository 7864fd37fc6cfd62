import { line, untested } from './line';
import { data, onTap, start, written } from './native-app';
import { testServer } from './test-server';

const server = testServer();
const keep = `success: (r) => page.setData({ got: { data: r.data, statusCode: r.statusCode, errMsg: r.errMsg, type: r.header['content-type'] } }),
  fail: ({ errMsg }) => page.setData({ errMsg })`;

/** A page whose tap makes the request with these options. */
function startWith(options: string, config = {}) {
  return start({
    pages: {
      'pages/a/a': onTap(
        `page.task = wx.request({ url: 'https://merchant.test/api', ${options}, ${keep} }); ${''}`,
      ),
    },
    config,
    phone: { origins: { 'https://merchant.test': server.origin() } },
  });
}

line('request.status', async () => {
  server.answerWith(({ response }) =>
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"code":1}'),
  );
  const phone = startWith("method: 'GET'");
  phone.tap('tap');
  await phone.waitFor(() => data(phone).got);
  expect(data(phone).got).toEqual({
    data: { code: 1 },
    statusCode: 503,
    errMsg: 'request:ok',
    type: 'application/json',
  });
  expect(phone.log.named('request')).toMatchObject([{ result: { statusCode: 503, data: { code: 1 } } }]);
});

line('request.body', async () => {
  server.answerWith(({ response }) => response.end());
  const cases = [
    "data: { a: 1, b: 'x y' }",
    "method: 'POST', data: { a: 1, b: '中' }, header: { Referer: 'mine', 'X-A': 'b' }",
    "method: 'POST', data: { a: 1 }, header: { 'Content-Type': 'application/x-www-form-urlencoded' }",
    "method: 'POST', data: 'as it is'",
    "method: 'PUT', data: new Uint8Array([97, 98, 99, 100]).buffer",
  ];
  for (const options of cases) {
    const phone = startWith(options);
    phone.tap('tap');
    await phone.waitFor(() => data(phone).got);
  }
  expect(server.received.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: 'GET', url: '/api?a=1&b=x%20y', body: '' },
    { method: 'POST', url: '/api', body: '{"a":1,"b":"中"}' },
    { method: 'POST', url: '/api', body: 'a=1' },
    { method: 'POST', url: '/api', body: 'as it is' },
    { method: 'PUT', url: '/api', body: 'abcd' },
  ]);
  expect(server.received[1]!.headers).toMatchObject({
    'content-type': 'application/json',
    'x-a': 'b',
    referer: 'https://servicewechat.com/wxtest/1/page-frame.html',
  });
});

line('request.json', async () => {
  const answers = ['{"a":[1,"中文😀"]}', 'not { json', '[1'];
  server.answerWith(({ response }) => response.end(answers.shift()));
  const json = startWith("method: 'GET'");
  json.tap('tap');
  await json.waitFor(() => data(json).got);
  expect(data(json).got).toMatchObject({ data: { a: [1, '中文😀'] } });
  const text = startWith("method: 'GET'");
  text.tap('tap');
  await text.waitFor(() => data(text).got);
  expect(data(text).got).toMatchObject({ data: 'not { json' });
  const bytes = start({
    pages: {
      'pages/a/a': onTap(
        "wx.request({ url: 'https://merchant.test/', responseType: 'arraybuffer', success: (r) => page.setData({ bytes: Array.from(new Uint8Array(r.data)) }) })",
      ),
    },
    phone: { origins: { 'https://merchant.test': server.origin() } },
  });
  bytes.tap('tap');
  await bytes.waitFor(() => data(bytes).bytes);
  expect(data(bytes).bytes).toEqual([91, 49]);
});

line('request.task', () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        "const task = wx.request({ url: 'https://merchant.test/' }); page.setData({ has: [typeof task.abort, typeof task.then] })",
      ),
    },
    phone: { origins: { 'https://merchant.test': server.origin() } },
  });
  phone.tap('tap');
  expect(data(phone).has).toEqual(['function', 'undefined']);
});

line('request.timeout', async () => {
  for (const [options, config, ms] of [
    ["method: 'GET'", {}, 60_000],
    ['timeout: 3000', {}, 3_000],
    ["method: 'GET'", { networkTimeout: { request: 8_000 } }, 8_000],
  ] as const) {
    const phone = startWith(options, config);
    phone.tap('tap');
    await phone.advance(ms - 500);
    expect(data(phone).errMsg).toBeUndefined();
    await phone.advance(510);
    expect(data(phone).errMsg).toBe('request:fail timeout');
  }
});

line('request.abort', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        `if (page.task) page.task.abort(); else page.task = wx.request({ url: 'https://merchant.test/', ${keep} })`,
      ),
    },
    phone: { origins: { 'https://merchant.test': server.origin() } },
  });
  phone.tap('tap');
  await phone.waitFor(() => server.received.length === 1);
  const closed = new Promise((resolve) => server.received[0]!.response.on('close', resolve));
  phone.tap('tap');
  await phone.waitFor(() => data(phone).errMsg === 'request:fail abort');
  await closed;
});

line('request.interrupted', async () => {
  const phone = startWith("method: 'GET'");
  phone.tap('tap');
  await phone.waitFor(() => server.received.length === 1);
  phone.hide();
  server.received[0]!.response.end('{}');
  await phone.waitFor(() => data(phone).got);
  phone.show();

  phone.tap('tap');
  await phone.waitFor(() => server.received.length === 2);
  phone.hide();
  await phone.advance(5_001);
  expect(data(phone).errMsg).toBeUndefined();
  phone.show();
  expect(data(phone).errMsg).toBe('request:fail interrupted');
});

line('request.domain', async () => {
  for (const url of ['https://other.test/', 'https://merchant.test:8443/', 'http://merchant.test/']) {
    const phone = start({
      pages: { 'pages/a/a': onTap(`wx.request({ url: '${url}', ${keep} })`) },
      phone: { origins: { 'https://merchant.test': server.origin() } },
    });
    phone.tap('tap');
    await phone.waitFor(() => data(phone).errMsg === 'request:fail url not in domain list');
  }
  expect(server.received).toEqual([]);
});

line('request.ten', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap("for (let i = 0; i < 12; i++) wx.request({ url: 'https://merchant.test/' + i })"),
    },
    phone: { origins: { 'https://merchant.test': server.origin() } },
  });
  phone.tap('tap');
  await phone.waitFor(() => server.received.length === 10);
  server.received[3]!.response.end('{}');
  await phone.waitFor(() => server.received.length === 11);
  await phone.waitFor(
    () => phone.log.named('request').filter(({ errMsg }) => errMsg === 'request:ok').length === 1,
  );
  expect(server.received).toHaveLength(11);
});

line('request.network', async () => {
  const phone = startWith("method: 'GET'");
  phone.tap('tap');
  await phone.waitFor(() => server.received.length === 1);
  phone.setOnline(false);
  await phone.waitFor(() => data(phone).errMsg === 'request:fail ');
  phone.setOnline(true);
  phone.setOrigin('https://merchant.test', 'http://127.0.0.1:1');
  phone.tap('tap');
  await phone.waitFor(() => /^request:fail .*ECONNREFUSED/.test(String(data(phone).errMsg)));
});

line('request.method', async () => {
  const phone = startWith("method: 'PATCH'");
  phone.tap('tap');
  await phone.waitFor(() => data(phone).errMsg === 'request:fail invalid method "PATCH"');
});

it('ends the connections of an app that is killed, and tells it nothing', async () => {
  const phone = startWith("complete: () => console.log('complete')");
  phone.tap('tap');
  await phone.waitFor(() => server.received.length === 1);
  const closed = new Promise((resolve) => server.received[0]!.response.on('close', resolve));
  phone.kill();
  await closed;
  expect(written(phone)).not.toContain('complete');
});

it('has a test for every line', () => expect(untested('request')).toEqual([]));
