import { line, untested } from './line';
import { data, onTap, start, written } from './native-app';

const show = (expression: string) => `{ data: {}, onLoad() { this.setData({ seen: ${expression} }) } }`;

line('modules.relative', () => {
  const phone = start({
    pages: {
      'pages/a/a': `const one = require('../../lib/one'); const two = require('/lib/one.js');
        const here = require('./near'); Page(${show('[one.count, two.count, here, one === two]')})`,
    },
    files: {
      'lib/one.js': 'global.count = (global.count || 0) + 1; exports.count = global.count',
      'pages/a/near.js': "module.exports = 'near'",
    },
  });
  expect(data(phone).seen).toEqual([1, 1, 'near', true]);
});

line('modules.npm', () => {
  const phone = start({
    pages: { 'pages/a/a': `const p = require('pack'), q = require('other/file'); Page(${show('[p, q]')})` },
    files: {
      'miniprogram_npm/pack/index.js': "module.exports = 'far'",
      'miniprogram_npm/other/file.js': "module.exports = 'file'",
      'pages/miniprogram_npm/pack/index.js': "module.exports = 'near'",
    },
  });
  expect(data(phone).seen).toEqual(['near', 'file']);
});

line('modules.missing', () => {
  const phone = start({
    pages: {
      'pages/a/a': `let e; try { require('./gone') } catch (error) { e = error.message } Page(${show('e')})`,
    },
  });
  expect(data(phone).seen).toBe("module 'pages/a/gone.js' is not defined, require args is './gone'");
});

line('modules.circle', () => {
  const phone = start({
    pages: { 'pages/a/a': `Page(${show("require('../../x').list")})` },
    files: {
      'x.js': "exports.early = 1; exports.list = require('./y').seen",
      'y.js': "exports.seen = Object.keys(require('./x'))",
    },
  });
  expect(data(phone).seen).toEqual(['early']);
});

line('modules.own', () => {
  const phone = start({
    pages: {
      'pages/a/a': `'use strict'; const URL = 1, fetch = 2, wx2 = wx; let location = 3; Page(${show('URL + fetch + location')})`,
    },
  });
  expect(data(phone).seen).toBe(6);
});

line('modules.eager', () => {
  const pages = { 'pages/a/a': "console.log('a'); Page({})", 'pages/b/b': "console.log('b'); Page({})" };
  expect(written(start({ pages, app: 'App({})' }))).toEqual(['a', 'b']);
  const lazy = start({ pages, app: 'App({})', config: { lazyCodeLoading: 'requiredComponents' } });
  expect(written(lazy)).toEqual(['a']);
});

line('globals.absent', () => {
  const names = [
    'window',
    'document',
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'process',
    'Buffer',
    'self',
    'URL',
  ];
  const phone = start({
    pages: { 'pages/a/a': show(`[${names.map((name) => `typeof ${name}, typeof global.${name}`)}]`) },
  });
  expect(new Set(data(phone).seen as string[])).toEqual(new Set(['undefined']));
});

line('globals.intl', () => {
  const phone = start({
    pages: { 'pages/a/a': show('[typeof Intl, typeof WebAssembly, typeof performance]') },
  });
  expect(data(phone).seen).toEqual(['undefined', 'undefined', 'undefined']);
});

line('globals.eval', () => {
  const attempts = [
    "eval('1')",
    "new Function('return 1')()",
    "(() => {}).constructor('return 1')()",
    "(async () => {}).constructor('return 1')",
  ];
  const phone = start({
    pages: {
      'pages/a/a': `const attempt = (run) => { try { run(); return 'ran' } catch (error) { return 'threw' } };
        Page(${show(`[${attempts.map((code) => `attempt(() => ${code})`)}, new Function('return this')() === global]`)})`,
    },
  });
  expect(data(phone).seen).toEqual(['threw', 'threw', 'threw', 'threw', true]);
});

line('globals.global', () => {
  const phone = start({
    pages: {
      'pages/a/a': show(
        '[global.wx === wx, global.setTimeout === setTimeout, (() => {}) instanceof Function]',
      ),
    },
  });
  expect(data(phone).seen).toEqual([true, true, true]);
});

line('globals.date', async () => {
  const seen =
    '[Date.now(), new Date().getTime(), Date.parse(Date()), new Date(0) instanceof Date && new Date(0).getTime()]';
  const phone = start({ pages: { 'pages/a/a': onTap(`page.setData({ seen: ${seen} })`) } });
  await phone.advance(3_600_000);
  phone.tap('tap');
  const [now, made, text, given] = data(phone).seen as number[];
  for (const time of [now, made, text]) expect(Math.abs(time! - phone.clock.now())).toBeLessThan(5_000);
  expect(given).toBe(0);
});

line('globals.fresh', () => {
  const phone = start({
    pages: {
      'pages/a/a': onTap('global.count = (global.count || 0) + 1; page.setData({ count: global.count })'),
    },
  });
  phone.tap('tap');
  phone.tap('tap');
  expect(data(phone).count).toBe(2);
  phone.coldStart();
  phone.tap('tap');
  expect(data(phone).count).toBe(1);
});

it('has a test for every line', () => expect([...untested('modules'), ...untested('globals')]).toEqual([]));
