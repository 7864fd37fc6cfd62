import { t, usePackage } from './kit';

const { user } = usePackage();

/** What HarmonyOS has not: https://developers.weixin.qq.com/miniprogram/dev/framework/ability/ohos.html */
const missing = ['onThemeChange', 'offThemeChange', 'onApiCategoryChange', 'offApiCategoryChange'];
const each = (statement: (name: string) => string) => missing.map(statement).join('\n');

it.concurrent.each([
  ['are not there', each((name) => `delete wx.${name};`)],
  ['are undefined', each((name) => `wx.${name} = undefined;`)],
])('signs, shows the contract and ends it where functions of wx %s', async (_how, beforeTheApp) => {
  const { phone, open, sign, endContract } = await user({ beforeTheApp });
  await open();
  await sign();
  await endContract();
  phone.back();
  await phone.waitForText(t.terminatedNote);
  const called = new Set(phone.log.calls.map(({ name }) => name));
  expect(missing.filter((name) => called.has(name))).toEqual([]);
});
