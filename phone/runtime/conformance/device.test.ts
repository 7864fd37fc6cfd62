import { line, untested } from './line';
import { data, onTap, start, written } from './native-app';

line('device.info', () => {
  const phone = start({
    pages: {
      'pages/a/a':
        onTap(`page.setData({ app: wx.getAppBaseInfo(), window: wx.getWindowInfo(), device: wx.getDeviceInfo(),
        setting: wx.getSystemSetting(), system: wx.getSystemInfoSync(), account: wx.getAccountInfoSync() })`),
    },
    phone: { device: { language: 'en', fontSizeScaleFactor: 1.25, safeAreaBottom: 20 }, envVersion: 'trial' },
  });
  phone.tap('tap');
  expect(data(phone)).toMatchObject({
    app: { language: 'en', theme: 'light', fontSizeScaleFactor: 1.25, SDKVersion: expect.any(String) },
    window: { windowWidth: 375, safeArea: { bottom: 792, top: 44 }, statusBarHeight: 44 },
    device: { platform: 'ios' },
    setting: { deviceOrientation: 'portrait' },
    system: { language: 'en', platform: 'ios', windowWidth: 375 },
    account: { miniProgram: { appId: 'wxtest', envVersion: 'trial' } },
  });
});

line('device.version', () => {
  const shown = onTap('page.setData({ version: wx.getAppBaseInfo().SDKVersion })');
  const versionOn = (device: object) => {
    const phone = start({ pages: { 'pages/a/a': shown }, phone: { device } });
    phone.tap('tap');
    return data(phone).version;
  };
  expect(versionOn({})).toBe('3.17.5');
  expect(versionOn({ SDKVersion: '3.7.0' })).toBe('3.7.0');
});

line('device.without', () => {
  const looks = onTap(`page.setData({ types: [typeof wx.onThemeChange, typeof wx.onAppShow],
    canIUse: [wx.canIUse('onThemeChange'), wx.canIUse('onAppShow')] })`);
  const phone = start({
    pages: { 'pages/a/a': looks },
    phone: { without: ['onThemeChange'], device: { platform: 'ohos' } },
  });
  phone.setDevice({ theme: 'dark' });
  phone.tap('tap');
  expect(data(phone)).toEqual({ types: ['undefined', 'function'], canIUse: [false, true] });
});

line('device.theme', () => {
  const phone = start({
    app: "App({ onThemeChange({ theme }) { console.log('app', theme) } }); wx.onThemeChange(({ theme }) => console.log('wx', theme))",
    pages: { 'pages/a/a': onTap('page.setData({ theme: wx.getAppBaseInfo().theme })') },
  });
  phone.setDevice({ theme: 'dark' });
  phone.setDevice({ theme: 'dark' });
  expect(written(phone)).toEqual(['app dark', 'wx dark']);
  phone.tap('tap');
  expect(data(phone).theme).toBe('dark');
});

line('device.network', async () => {
  const phone = start({
    app: 'App({}); wx.onNetworkStatusChange((status) => console.log(status))',
    pages: {
      'pages/a/a': onTap(
        'wx.getNetworkType({ success: ({ networkType }) => page.setData({ networkType }) })',
      ),
    },
  });
  phone.setOnline(false);
  phone.tap('tap');
  await phone.waitFor(() => data(phone).networkType === 'none');
  phone.setOnline(true);
  expect(written(phone).map((text) => JSON.parse(text))).toEqual([
    { networkType: 'none', isConnected: false },
    { networkType: 'wifi', isConnected: true },
  ]);
});

line('device.login', async () => {
  const source = onTap(
    'wx.login({ success: ({ code }) => page.setData({ code }), fail: ({ errMsg }) => page.setData({ errMsg }) })',
  );
  const phone = start({
    pages: { 'pages/a/a': source },
    phone: { login: async () => ({ code: 'the-code' }) },
  });
  phone.tap('tap');
  await phone.waitFor(() => data(phone).code === 'the-code');
  phone.setOnline(false);
  phone.tap('tap');
  await phone.waitFor(() => data(phone).errMsg === 'login:fail ');
});

line('device.modal', async () => {
  const source = onTap(
    "wx.showModal({ title: 'sure?', success: ({ confirm, cancel }) => page.setData({ confirm, cancel }) })",
  );
  const phone = start({ pages: { 'pages/a/a': source } });
  phone.tap('tap');
  expect(phone.dialog).toMatchObject({ type: 'modal', options: { title: 'sure?', confirmText: '确定' } });
  expect(() => phone.tap('tap')).toThrow('A dialog lies over the page');
  phone.answer(false);
  await phone.waitFor(() => data(phone).cancel === true);
  phone.tap('tap');
  phone.answer(true);
  await phone.waitFor(() => data(phone).confirm === true);
});

line('device.bar', async () => {
  const phone = start({
    config: { window: { navigationBarTitleText: 'of the app' } },
    pages: {
      'pages/a/a': "{ onTap() { wx.navigateTo({ url: '../b/b' }) } }",
      'pages/b/b': onTap("wx.setNavigationBarTitle({ title: 'set' })"),
    },
    files: { 'pages/b/b.json': '{"navigationBarTitleText":"of the page"}' },
  });
  expect(phone.page.title).toBe('of the app');
  phone.tap('tap');
  await phone.waitFor(() => phone.page.title === 'of the page');
  phone.tap('tap');
  expect(phone.page.title).toBe('set');
});

line('device.select', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(`const query = wx.createSelectorQuery();
        query.select('#there').boundingClientRect((rect) => page.setData({ id: rect.id }));
        query.select('.gone').boundingClientRect(); query.selectAll('view').fields({ id: true });
        query.exec((all) => page.setData({ all: [all.length, all[1], all[2].length] }))`),
    },
    wxml: { 'pages/a/a': '<view bindtap="onTap">tap</view><view id="there">there</view>' },
  });
  phone.tap('tap');
  await phone.waitFor(() => data(phone).all);
  expect(data(phone)).toEqual({ id: 'there', all: [3, null, 2] });
});

it('shows toasts and loading until they are hidden', () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        "page.on = !page.on; if (page.on) { wx.showLoading({ title: 'wait' }); wx.showToast({ title: 'done' }) } else { wx.hideLoading(); wx.hideToast() }",
      ),
    },
  });
  phone.tap('tap');
  expect(phone.screen).toMatchObject({ currentToast: { title: 'done' }, currentLoading: { title: 'wait' } });
  phone.tap('tap');
  expect(phone.screen).toMatchObject({ currentToast: undefined, currentLoading: undefined });
});

it('has a test for every line', () => expect(untested('device')).toEqual([]));
