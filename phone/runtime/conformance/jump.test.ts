import { line, untested } from './line';
import { data, onTap, start, written } from './native-app';

const call = `wx.navigateToMiniProgram({ appId: 'wxother', path: 'p?q=1', extraData: { id: 'x' },
  success: ({ errMsg }) => { console.log('success'); page.setData({ errMsg }) }, fail: ({ errMsg }) => page.setData({ errMsg }) })`;
const jumping = { 'pages/a/a': onTap(call) };
const needsTap = 'navigateToMiniProgram:fail can only be invoked by user TAP gesture.';

line('jump.tap', async () => {
  const phone = start({
    pages: { 'pages/a/a': `{ data: {}, onLoad() { const page = this; ${call} }, onTap() {} }` },
  });
  await phone.waitFor(() => data(phone).errMsg ?? phone.dialog);
  expect(data(phone).errMsg).toBe(needsTap);
  expect(phone.dialog).toBeUndefined();
});

line('jump.sync', async () => {
  const attempts = [
    `Promise.resolve().then(() => ${call})`,
    `(async () => { await null; ${call} })()`,
    `setTimeout(() => ${call})`,
    `wx.showModal({ title: 'go?', success: () => ${call} })`,
  ];
  for (const attempt of attempts) {
    const phone = start({ pages: { 'pages/a/a': onTap(attempt) } });
    phone.tap('tap');
    if (phone.dialog?.type === 'modal') phone.answer(true);
    await phone.waitFor(() => data(phone).errMsg ?? phone.dialog);
    expect(data(phone).errMsg).toBe(needsTap);
  }
  const touch = start({ pages: jumping, wxml: { 'pages/a/a': '<view bindtouchend="onTap">tap</view>' } });
  touch.tap('tap');
  await touch.waitFor(() => data(touch).errMsg === needsTap);
});

line('jump.dialog', async () => {
  const jumpIn = (options: object, then: string) => {
    const phone = start({ pages: { 'pages/a/a': onTap(then) }, phone: options });
    phone.tap('tap');
    phone.answer(true);
    return phone;
  };
  const inCallback = `wx.showModal({ title: 'go?', success: () => ${call} })`;
  for (const options of [{}, { jumpAfterDialog: false }]) {
    const refused = jumpIn(options, inCallback);
    await refused.waitFor(() => data(refused).errMsg === needsTap);
  }
  const allowed = jumpIn({ jumpAfterDialog: true }, inCallback);
  await allowed.waitFor(() => allowed.dialog?.type === 'jump');
  const later = [
    `wx.showModal({ title: 'go?', success: () => setTimeout(() => ${call}) })`,
    `wx.showModal({ title: 'go?' }).then(() => ${call})`,
    `wx.showModal({ title: 'go?', success: () => wx.login({ complete: () => ${call} }) })`,
  ];
  for (const then of later) {
    const refused = jumpIn({ jumpAfterDialog: true }, then);
    await refused.waitFor(() => data(refused).errMsg === needsTap);
  }
});

line('jump.cancel', async () => {
  const phone = start({ pages: jumping });
  phone.tap('tap');
  expect(phone.dialog).toMatchObject({
    type: 'jump',
    target: { appId: 'wxother', path: 'p?q=1', extraData: { id: 'x' }, envVersion: 'release' },
  });
  phone.answer(false);
  await phone.waitFor(() => data(phone).errMsg === 'navigateToMiniProgram:fail cancel');
  expect(phone.state).toBe('foreground');
  expect(phone.otherApp).toBeUndefined();
});

line('jump.hides', async () => {
  const app = 'App({ onShow({ scene, referrerInfo }) { console.log(scene, referrerInfo) } })';
  const phone = start({ app, pages: jumping });
  phone.tap('tap');
  phone.answer(true);
  await phone.waitFor(() => phone.state === 'background');
  expect(phone.otherApp).toMatchObject({ appId: 'wxother' });
  phone.returnFromOtherApp({ return_code: 'SUCCESS' });
  expect(written(phone).at(-1)).toBe('1038 {"appId":"wxother","extraData":{"return_code":"SUCCESS"}}');
  expect(phone).toMatchObject({ state: 'foreground', otherApp: undefined });
});

line('jump.order', async () => {
  const phone = start({ pages: jumping });
  phone.tap('tap');
  phone.answer(true);
  await phone.waitFor(() => phone.state === 'background');
  expect(written(phone).slice(2)).toEqual(['success', 'app onHide']);
});

line('jump.category', async () => {
  for (const apiCategory of ['nativeFunctionalized', 'browseOnly', 'chatTool'] as const) {
    const phone = start({ pages: jumping }, { apiCategory });
    phone.tap('tap');
    await phone.waitFor(() => data(phone).errMsg);
    expect(data(phone).errMsg).toMatch(/^navigateToMiniProgram:fail/);
  }
  const embedded = start({ pages: jumping }, { apiCategory: 'embedded' });
  embedded.tap('tap');
  expect(embedded.dialog?.type).toBe('jump');
});

line('jump.categoryText', async () => {
  const phone = start({ pages: jumping }, { apiCategory: 'browseOnly' });
  phone.tap('tap');
  await phone.waitFor(
    () => data(phone).errMsg === 'navigateToMiniProgram:fail not allowed in apiCategory browseOnly',
  );
});

line('jump.killed', async () => {
  const app = "App({ onLaunch({ scene }) { console.log('launch', scene) } })";
  const phone = start({ app, pages: jumping });
  phone.tap('tap');
  phone.answer(true);
  await phone.waitFor(() => phone.otherApp);
  phone.kill();
  phone.returnFromOtherApp({ a: 1 }, { scene: 1001, referrerInfo: {} });
  expect(written(phone).at(-1)).toBe('launch 1001');
});

line('jump.devtools', async () => {
  const phone = start({ pages: jumping, phone: { jump: () => ({ hides: false }) } });
  phone.tap('tap');
  phone.answer(true);
  await phone.waitFor(() => data(phone).errMsg === 'navigateToMiniProgram:ok');
  expect(phone).toMatchObject({ state: 'foreground', otherApp: undefined });
});

line('jump.exit', async () => {
  const source =
    '{ data: {}, onLoad() { wx.exitMiniProgram({ fail: ({ errMsg }) => this.setData({ errMsg }) }) }, onTap() { wx.exitMiniProgram() } }';
  const phone = start({ pages: { 'pages/a/a': source } });
  await phone.waitFor(
    () => data(phone).errMsg === 'exitMiniProgram:fail can only be invoked by user TAP gesture.',
  );
  phone.tap('tap');
  await phone.waitFor(() => phone.state === 'destroyed');
});

line('jump.back', async () => {
  const source = onTap(
    'wx.navigateBackMiniProgram({ extraData: { a: 1 }, fail: ({ errMsg }) => page.setData({ errMsg }) })',
  );
  const phone = start({ pages: { 'pages/a/a': source } });
  phone.tap('tap');
  await phone.waitFor(
    () => data(phone).errMsg === 'navigateBackMiniProgram:fail not opened by another mini program',
  );
  phone.coldStart({ scene: 1037, referrerInfo: { appId: 'wxcaller' } });
  phone.tap('tap');
  await phone.waitFor(() => phone.state === 'background');
  expect(phone.handedBack).toEqual({ appId: 'wxcaller', extraData: { a: 1 } });
});

it('lets two quick taps ask twice, as nothing but the app itself can prevent', async () => {
  const phone = start({ pages: jumping });
  phone.doubleTap('tap');
  expect(phone.screen.dialogs).toHaveLength(2);
});

it('tells a failure of the jump itself', async () => {
  const phone = start({ pages: jumping, phone: { jump: () => ({ failure: 'invalid appid' }) } });
  phone.tap('tap');
  phone.answer(true);
  await phone.waitFor(() => data(phone).errMsg === 'navigateToMiniProgram:fail invalid appid');
  expect(phone.state).toBe('foreground');
});

it('has a test for every line', () => expect(untested('jump')).toEqual([]));
