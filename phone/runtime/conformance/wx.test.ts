import { line, untested } from './line';
import { data, install, onTap, start, written } from './native-app';

line('wx.unknown', () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        "let text; try { wx.openHealth() } catch (e) { text = e.name + ': ' + e.message } page.setData({ type: typeof wx.openHealth, text })",
      ),
    },
  });
  phone.tap('tap');
  expect(data(phone)).toEqual({ type: 'undefined', text: 'TypeError: wx.openHealth is not a function' });
  expect([...phone.log.unknownNames]).toEqual(['openHealth']);
});

line('wx.own', () => {
  const source = '(wx["webpackJsonp"] = wx["webpackJsonp"] || []).push(1);';
  const phone = start({
    app: `${source} App({})`,
    pages: { 'pages/a/a': `${source} Page({ data: { chunks: wx.webpackJsonp } })` },
  });
  expect(data(phone).chunks).toEqual([1, 1]);
});

line('wx.order', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(`const log = (name) => () => console.log(name);
        wx.complete = log('complete');
        wx.getStorage({ key: 'none', success: log('success'), fail: log('fail'), complete: log('complete') });
        wx.setStorage({ key: 'k', data: 1, complete: log('complete'), fail: log('fail'), success: log('success') });
        console.log('returned')`),
    },
  });
  phone.tap('tap');
  await phone.waitFor(() => written(phone).length === 7);
  expect(written(phone).slice(2)).toEqual(['returned', 'fail', 'complete', 'success', 'complete']);
});

line('wx.promise', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(`const one = wx.getNetworkType(), two = wx.getNetworkType({ success() {} });
        one.then(({ networkType }) => page.setData({ networkType, is: [one instanceof Promise, two === undefined] }));
        wx.getStorage({ key: 'none' }).catch(({ errMsg }) => page.setData({ errMsg }))`),
    },
  });
  phone.tap('tap');
  await phone.waitFor(() => data(phone).networkType && data(phone).errMsg);
  expect(data(phone)).toEqual({
    networkType: 'wifi',
    is: [true, true],
    errMsg: 'getStorage:fail data not found',
  });
});

line('wx.canIUse', () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(
        "page.setData({ can: ['request', 'getAppBaseInfo.return.theme', 'openHealth'].map((name) => wx.canIUse(name)) })",
      ),
    },
  });
  phone.tap('tap');
  expect(data(phone).can).toEqual([true, true, false]);
});

line('wx.later', async () => {
  const phone = start({
    pages: { 'pages/a/a': onTap("wx.nextTick(() => console.log('later')); console.log('now')") },
  });
  phone.tap('tap');
  await phone.waitFor(() => written(phone).includes('later'));
  expect(written(phone).slice(-2)).toEqual(['now', 'later']);
});

line('storage.values', () => {
  const values = "['text', 0, false, null, { a: [1] }, ['x'], '']";
  const phone = start({
    pages: {
      'pages/a/a': onTap(`${values}.forEach((value, i) => wx.setStorageSync('k' + i, value));
      page.setData({ back: ${values}.map((_, i) => wx.getStorageSync('k' + i)), none: wx.getStorageSync('none'), info: wx.getStorageInfoSync().keys.length })`),
    },
  });
  phone.tap('tap');
  expect(data(phone)).toEqual({ back: ['text', 0, false, null, { a: [1] }, ['x'], ''], none: '', info: 7 });
});

line('storage.async', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(`(async () => {
        await wx.setStorage({ key: 'a', data: { x: 1 } }); const { data } = await wx.getStorage({ key: 'a' });
        await wx.removeStorage({ key: 'a' }); const none = await wx.getStorage({ key: 'a' }).catch((e) => e.errMsg);
        wx.setStorageSync('b', 1); await wx.clearStorage(); const { keys } = await wx.getStorageInfo();
        page.setData({ data, none, keys });
      })()`),
    },
  });
  phone.tap('tap');
  await phone.waitFor(() => data(phone).keys);
  expect(data(phone)).toEqual({ data: { x: 1 }, none: 'getStorage:fail data not found', keys: [] });
});

line('storage.key', () => {
  const phone = start({
    pages: {
      'pages/a/a':
        onTap(`const attempt = (data) => { try { wx.setStorageSync('k', data); return 'ok' } catch (e) { return e instanceof Error && e.message } };
      page.setData({ results: [attempt('a'.repeat(1048000)), attempt('中'.repeat(350000))], kept: wx.getStorageSync('k').length })`),
    },
  });
  phone.tap('tap');
  expect(data(phone)).toEqual({
    results: ['ok', 'setStorageSync:fail entry size limit reached'],
    kept: 1_048_000,
  });
});

line('storage.total', async () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap(`for (let i = 0; i < 10; i++) wx.setStorageSync('k' + i, 'a'.repeat(1048000));
      wx.setStorage({ key: 'more', data: 'a'.repeat(10000), fail: ({ errMsg }) => page.setData({ errMsg }) })`),
    },
  });
  phone.tap('tap');
  await phone.waitFor(() => data(phone).errMsg === 'setStorage:fail exceed storage max size 10Mb');
});

line('storage.durable', () => {
  const phone = install({
    pages: {
      'pages/a/a':
        "{ data: {}, onLoad() { this.setData({ before: wx.getStorageSync('k') }); wx.setStorageSync('k', 'kept') } }",
    },
  });
  phone.coldStart();
  phone.kill();
  phone.coldStart();
  expect(data(phone).before).toBe('kept');
});

it('has a test for every line', () => expect([...untested('wx'), ...untested('storage')]).toEqual([]));
