import { line, untested } from './line';
import { data, lifecycle, onTap, pageMethods, start, written } from './native-app';

const onePage = { 'pages/a/a': lifecycle('page', pageMethods) };

line('app.launch', async () => {
  const phone = start({ pages: onePage });
  await phone.waitFor(() => written(phone).includes('page onReady'));
  expect(written(phone)).toEqual([
    'app onLaunch',
    'app onShow',
    'page onLoad',
    'page onShow',
    'page onReady',
  ]);
});

line('app.inApp', () => {
  const phone = start({
    app: "console.log('before'); App({ onLaunch() { console.log('launch') }, onShow() { console.log('show') } }); console.log('after')",
    pages: { 'pages/a/a': '{}' },
  });
  expect(written(phone)).toEqual(['before', 'launch', 'show', 'after']);
});

line('app.options', () => {
  const app = 'App({ onLaunch(o) { console.log(o) }, onShow(o) { console.log(o) } })';
  const phone = start({ app, pages: { 'pages/a/a': '{}' } });
  const standard = { path: 'pages/a/a', query: {}, scene: 1001, referrerInfo: {}, apiCategory: 'default' };
  expect(written(phone).map((text) => JSON.parse(text))).toEqual([standard, standard]);
  phone.coldStart({ query: { a: '1' }, scene: 1011 });
  expect(JSON.parse(written(phone).at(-1)!)).toEqual({ ...standard, query: { a: '1' }, scene: 1011 });
  phone.coldStart({ referrerInfo: undefined });
  expect(JSON.parse(written(phone).at(-1)!)).not.toHaveProperty('referrerInfo');
});

line('app.once', () => {
  const phone = start({
    app: "App({ name: 'first' }); App({ name: 'second' })",
    pages: { 'pages/a/a': '{ data: {}, onLoad() { this.setData({ name: getApp().name }) } }' },
  });
  expect(data(phone).name).toBe('first');
});

line('app.hide', async () => {
  const phone = start({ pages: onePage });
  await phone.waitFor(() => written(phone).includes('page onReady'));
  phone.hide();
  phone.show();
  expect(written(phone).slice(5)).toEqual(['page onHide', 'app onHide', 'app onShow', 'page onShow']);
});

line('app.listeners', () => {
  const phone = start({
    app: `App({});
      const show = ({ scene, referrerInfo }) => console.log('show', scene, referrerInfo.appId || '');
      wx.onAppShow(show); wx.onAppHide(() => console.log('hide')); wx.stop = () => wx.offAppShow(show)`,
    pages: { 'pages/a/a': onTap('wx.stop()') },
  });
  phone.hide();
  phone.show({ scene: 1037, referrerInfo: { appId: 'wxother' } });
  phone.tap('tap');
  phone.hide();
  phone.show();
  expect(written(phone)).toEqual(['hide', 'show 1037 wxother', 'hide']);
});

line('app.listenersAtLaunch', () => {
  const app = "wx.onAppShow(({ scene }) => console.log('show', scene)); App({})";
  expect(written(start({ app, pages: onePage }))[0]).toBe('show 1001');
  const silent = start({ app, pages: onePage, phone: { listenersHearLaunch: false } });
  expect(written(silent)).not.toContain('show 1001');
  silent.hide();
  silent.show();
  expect(written(silent)).toContain('show 1001');
});

line('app.errors', async () => {
  const phone = start({
    app: "App({ onError(text) { console.log('heard', text.split('\\n')[0]) } })",
    pages: { 'pages/a/a': "{ onLoad() { throw new Error('broken') }, onShow() { console.log('shown') } }" },
  });
  await phone.waitFor(() => written(phone).includes('heard broken'));
  expect(written(phone)).toContain('shown');
  expect(phone.log.errors).toMatchObject([{ message: 'broken' }]);
});

line('app.notFound', () => {
  const app = 'App({ onPageNotFound(o) { console.log(o) } })';
  const phone = start({ app, pages: { 'pages/a/a': '{}' } }, { path: 'pages/gone', query: { a: '1' } });
  expect(JSON.parse(written(phone)[0]!)).toEqual({
    path: 'pages/gone',
    query: { a: '1' },
    isEntryPage: true,
  });
});

line('app.notFoundHome', () => {
  const phone = start({ pages: { 'pages/a/a': '{}', 'pages/b/b': '{}' } }, { path: 'pages/gone' });
  expect(phone.page.path).toBe('pages/a/a');
});

line('enter.sync', () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        'page.setData({ scenes: [wx.getLaunchOptionsSync().scene, wx.getEnterOptionsSync().scene] })',
      ),
    },
  });
  phone.hide();
  phone.show({ scene: 1038 });
  phone.tap('tap');
  expect(data(phone).scenes).toEqual([1001, 1038]);
});

line('enter.repeat', () => {
  const app = 'App({ onShow(o) { console.log(o.scene, o.referrerInfo, wx.getEnterOptionsSync().scene) } })';
  const returned = { scene: 1038, referrerInfo: { appId: 'wxother', extraData: { a: 1 } } };
  const text = `1038 ${JSON.stringify(returned.referrerInfo)} 1038`;

  const phone = start({ app, pages: { 'pages/a/a': '{}' } });
  phone.hide();
  phone.show(returned);
  phone.hide();
  phone.show();
  expect(written(phone).slice(1)).toEqual([text, text]);

  const other = start({ app, pages: { 'pages/a/a': '{}' }, phone: { repeatEnterOptions: false } });
  other.hide();
  other.show(returned);
  other.hide();
  other.show();
  expect(written(other).slice(1)).toEqual([text, '1001 {} 1001']);
});

line('enter.path', () => {
  const phone = start({ pages: { 'pages/a/a': lifecycle('a', ['onUnload']), 'pages/b/b': '{}' } });
  phone.hide();
  phone.show({ path: 'pages/b/b', query: { x: '1' }, scene: 1011 });
  expect(phone.page).toMatchObject({ path: 'pages/b/b', query: { x: '1' }, depth: 1 });
  expect(written(phone)).toContain('a onUnload');
});

it('has a test for every line', () => expect([...untested('app'), ...untested('enter')]).toEqual([]));
