import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMerchant, signingBench } from './testing';

const { preSign, phoneOf } = signingBench();
const { textsIn } = jest.requireActual('./texts.js');

test('speaks English where WeChat does not speak Chinese', async () => {
  const { id } = await preSign();
  const phone = phoneOf('ming', { language: 'en' });
  phone.coldStart(fromMerchant(id));
  await phone.waitForText('Agree and turn on');
  expect(phone.page.title).toBe('Password-free payment');
  expect(phone.text.replace(/^示$|示例服务商|示例服务|微信用户/gm, '')).not.toMatch(/\p{Script=Han}/u);
  phone.tap('Agree and turn on');
  await phone.waitForText('Turned on');
  phone.back();
  phone.show(fromMerchant('none'));
  await phone.waitForText('No such signing');
  phone.tap('Go back');
  await phone.waitFor(() => phone.handedBack);
});

test('says the same things in both languages', () => {
  const keys = (texts: object): unknown[] =>
    Object.entries(texts).map(([key, text]) => (typeof text === 'object' ? [key, keys(text)] : key));
  expect(keys(textsIn('en'))).toEqual(keys(textsIn('zh_CN')));
  expect(textsIn('zh_TW')).toBe(textsIn('zh_CN'));
  expect(textsIn('ja')).toBe(textsIn('en'));
});

test('is as dark, and its text as large, as the phone is set', async () => {
  const phone = phoneOf('ming', { theme: 'dark', fontSizeScaleFactor: 1.4 });
  phone.coldStart();
  await phone.waitForText('没有要签约的内容');
  const page = () =>
    phone.findAll(({ attributes }) => /^page\b/.test(String(attributes.class)))[0]?.attributes;
  expect(page()).toMatchObject({ class: 'page dark', style: '--scale:1.4' });
  phone.setDevice({ theme: 'light' });
  await phone.waitFor(() => !String(page()?.class).includes('dark'));
});

test.each([
  ['light', '#ededed', '#ffffff', '#000000'],
  ['dark', '#111111', '#191919', '#ffffff'],
])('can be read in the %s: text has a contrast of 4.5 at least', (_, ground, card, ink) => {
  const css = readFileSync(join(__dirname, 'pages/PwdExemptContract/index.wxss'), 'utf8');
  const inks = [...css.matchAll(/--text(?:-2)?: rgba\((\d+), \1, \1, ([\d.]+)\)/g)].filter(
    ([, level]) => (level === '0') === (ink === '#000000'),
  );
  expect(inks).toHaveLength(2);
  for (const [, , alpha] of inks) {
    for (const below of [ground, card]) {
      expect(contrast(mix(ink, below, Number(alpha)), channels(below))).toBeGreaterThan(4.5);
    }
  }
  expect(css).toContain('--brand: #06843f');
  expect(contrast(channels('#ffffff'), channels('#06843f'))).toBeGreaterThan(4.5);
});

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const mix = (over: string, below: string, alpha: number) =>
  channels(below).map((value, index) => channels(over)[index]! * alpha + value * (1 - alpha));

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: number[], other: number[]): number {
  const luminance = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
