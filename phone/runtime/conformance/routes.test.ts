import type { Phone } from '../node-host';
import { line, untested } from './line';
import { data, lifecycle, pageMethods, start, written } from './native-app';

const methods = pageMethods.filter((name) => name !== 'onReady');
const tapped =
  'onTap({ currentTarget: { dataset: { api, url, delta } } }) { wx[api]({ url, delta, complete: ({ errMsg }) => this.setData({ errMsg }) }) },';
const page = (name: string) => lifecycle(name, methods, `data: {}, ${tapped}`);

const wxml = `<view bindtap="onTap" data-api="navigateTo" data-url="../b/b?x=%20&amp;y=a=b">to b</view>
  <view bindtap="onTap" data-api="redirectTo" data-url="/pages/c/c">redirect to c</view>
  <view bindtap="onTap" data-api="reLaunch" data-url="/pages/c/c">reLaunch c</view>
  <view bindtap="onTap" data-api="switchTab" data-url="/pages/t/t">switch to t</view>
  <view bindtap="onTap" data-api="switchTab" data-url="/pages/a/a">switch to a</view>
  <view bindtap="onTap" data-api="navigateTo" data-url="/pages/t/t">to t</view>
  <view bindtap="onTap" data-api="redirectTo" data-url="/pages/t/t">redirect to t</view>
  <view bindtap="onTap" data-api="navigateTo" data-url="/pages/gone">to nowhere</view>
  <view bindtap="onTap" data-api="navigateBack">back</view>
  <view bindtap="onTap" data-api="navigateBack" data-delta="{{99}}">back to the first</view>`;

function startPages(tabs = false): Phone {
  const names = ['a', 'b', 'c', 't'];
  const tabBar = { list: [{ pagePath: 'pages/a/a' }, { pagePath: 'pages/t/t' }] };
  return start({
    app: 'App({})',
    ...(tabs && { config: { tabBar } }),
    pages: Object.fromEntries(names.map((name) => [`pages/${name}/${name}`, page(name)])),
    wxml: Object.fromEntries(names.map((name) => [`pages/${name}/${name}`, wxml.replaceAll('&amp;', '&')])),
  });
}

/** Taps, waits for the answer or the next page, and gives what was called meanwhile. */
async function go(phone: Phone, text: string): Promise<string[]> {
  const before = written(phone).length;
  const call = phone.log.calls.length;
  phone.tap(text);
  await phone.waitFor(() => phone.log.calls[call]?.errMsg);
  return written(phone).slice(before);
}

line('routes.navigateTo', async () => {
  const phone = startPages();
  expect(await go(phone, 'to b')).toEqual(['a onHide', 'b onLoad', 'b onShow']);
  expect(phone.page).toMatchObject({ path: 'pages/b/b', depth: 2 });
});

line('routes.limit', async () => {
  const phone = startPages();
  for (let depth = 1; depth < 10; depth++) await go(phone, 'to b');
  await go(phone, 'to b');
  expect(phone.log.calls.at(-1)?.errMsg).toBe('navigateTo:fail webview count limit exceed');
  expect(phone.page.depth).toBe(10);
});

line('routes.redirectTo', async () => {
  const phone = startPages();
  expect(await go(phone, 'redirect to c')).toEqual(['a onUnload', 'c onLoad', 'c onShow']);
  expect(phone.page.depth).toBe(1);
});

line('routes.navigateBack', async () => {
  const phone = startPages();
  await go(phone, 'to b');
  expect(await go(phone, 'back')).toEqual(['b onUnload', 'a onShow']);
  await go(phone, 'to b');
  await go(phone, 'redirect to c');
  await go(phone, 'to b');
  expect(await go(phone, 'back to the first')).toEqual(['b onUnload', 'c onUnload', 'a onShow']);
  phone.back();
  expect(phone.state).toBe('background');
});

line('routes.first', async () => {
  const phone = startPages();
  await go(phone, 'back');
  await phone.waitFor(() => data(phone).errMsg);
  expect(data(phone).errMsg).toMatch(/^navigateBack:fail cannot navigate back at first page/);
});

line('routes.reLaunch', async () => {
  const phone = startPages();
  await go(phone, 'to b');
  expect(await go(phone, 'reLaunch c')).toEqual(['b onUnload', 'a onUnload', 'c onLoad', 'c onShow']);
  expect(phone.page.depth).toBe(1);
});

line('routes.switchTab', async () => {
  const phone = startPages(true);
  await go(phone, 'to b');
  expect(await go(phone, 'switch to t')).toEqual(['b onUnload', 't onLoad', 't onShow']);
  expect(await go(phone, 'switch to a')).toEqual(['t onHide', 'a onShow']);
  expect(await go(phone, 'switch to t')).toEqual(['a onHide', 't onShow']);
  await go(phone, 'switch to a');
  await go(phone, 'to t');
  expect(phone.log.calls.at(-1)?.errMsg).toBe('navigateTo:fail can not navigateTo a tabbar page');
  await go(phone, 'redirect to t');
  expect(phone.log.calls.at(-1)?.errMsg).toBe('redirectTo:fail can not redirectTo a tabbar page');
});

line('routes.missing', async () => {
  const phone = startPages();
  await go(phone, 'to nowhere');
  expect(phone.log.calls.at(-1)?.errMsg).toBe('navigateTo:fail page "pages/gone" is not found');
});

line('routes.query', async () => {
  const phone = startPages();
  await go(phone, 'to b');
  expect(phone.page.query).toEqual({ x: '%20', y: 'a=b' });
});

line('routes.later', () => {
  const phone = startPages();
  phone.tap('to b');
  expect(written(phone)).toEqual(['a onLoad', 'a onShow']);
});

it('has a test for every line', () => expect(untested('routes')).toEqual([]));
