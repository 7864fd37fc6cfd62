import { line, untested } from './line';
import { data, onTap, start, written } from './native-app';

line('states.timers', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        "setTimeout(() => console.log('timeout'), 7000); setInterval(() => console.log('interval'), 2000)",
      ),
    },
  });
  phone.tap('tap');
  phone.hide();
  await phone.advance(20_000);
  expect(phone.state).toBe('suspended');
  expect(written(phone).filter((text) => !text.startsWith('app'))).toEqual(['interval', 'interval']);
  phone.show();
  expect(
    written(phone)
      .filter((text) => !text.startsWith('app'))
      .sort(),
  ).toEqual(['interval', 'interval', 'interval', 'timeout']);
});

line('states.callbacks', async () => {
  let answer = (_result: { code: string }) => {};
  const login = () => new Promise<{ code: string }>((resolve) => (answer = resolve));
  const source = onTap('wx.login({ success: ({ code }) => page.setData({ code }) })');
  const phone = start({ pages: { 'pages/a/a': source }, phone: { login } });
  phone.tap('tap');
  phone.hide();
  await phone.advance(5_001);
  answer({ code: 'late' });
  await phone.advance(60_000);
  expect(data(phone).code).toBeUndefined();
  phone.show();
  await phone.waitFor(() => data(phone).code === 'late');
});

line('states.order', async () => {
  const pages = { 'pages/a/a': onTap("setTimeout(() => console.log('timer'), 6000)") };
  for (const [resumeOrder, expected] of [
    ['callbacksFirst', ['timer', 'app onShow']],
    ['showFirst', ['app onShow', 'timer']],
  ] as const) {
    const phone = start({ pages, phone: { resumeOrder } });
    phone.tap('tap');
    phone.hide();
    await phone.advance(10_000);
    phone.show();
    expect(written(phone).slice(-2)).toEqual(expected);
  }
});

line('states.background', async () => {
  const phone = start({ pages: { 'pages/a/a': onTap("setTimeout(() => console.log('timer'), 4900)") } });
  phone.tap('tap');
  phone.hide();
  await phone.advance(4_950);
  expect(phone.state).toBe('background');
  expect(written(phone)).toContain('timer');
});

line('states.destroyed', async () => {
  const source = onTap("wx.setStorageSync('kept', 1); setInterval(() => console.log('alive'), 100)");
  const phone = start({
    pages: {
      'pages/a/a': source.replace(
        '{ data',
        "{ onLoad() { console.log('kept', wx.getStorageSync('kept')) }, data",
      ),
    },
  });
  phone.tap('tap');
  phone.hide();
  await phone.advance(5_001);
  phone.kill();
  expect(phone.state).toBe('destroyed');
  const before = written(phone).length;
  await phone.advance(60_000);
  expect(written(phone)).toHaveLength(before);
  phone.coldStart();
  expect(written(phone).slice(before)).toEqual(['app onLaunch', 'app onShow', 'kept 1']);
});

it('does not run a timer that another has cleared on resume', async () => {
  const source = onTap(`const later = setTimeout(() => console.log('later'), 7000);
    setTimeout(() => { console.log('first'); clearTimeout(later) }, 6000)`);
  const phone = start({ pages: { 'pages/a/a': source } });
  phone.tap('tap');
  phone.hide();
  await phone.advance(10_000);
  phone.show();
  expect(written(phone).slice(-2)).toEqual(['first', 'app onShow']);
});

it('has a test for every line', () => expect(untested('states')).toEqual([]));
