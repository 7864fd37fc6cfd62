import { line } from './line';
import type { TestPhone } from './screen';

/** A style sheet. */
export function styleLines(phone: TestPhone): void {
  const width = (selector: string) => [selector, 'width'] as const;

  line('style.rpx', async () => {
    const app = {
      wxml: '<view id="a"/><view id="b" style="width: {{n}}rpx; margin-left: -7.5rpx"/>',
      wxss: '#a { width: 750rpx; height: calc(10rpx + 1px) }',
      data: { n: 375 },
    };
    const usual = await phone.show(app);
    expect(await usual.style(...width('#a'))).toBe('375px');
    expect(await usual.style('#a', 'height')).toBe('6px');
    expect(await usual.style(...width('#b'))).toBe('187.5px');
    expect(await usual.style('#b', 'margin-left')).toBe('-3.75px');
    const large = await phone.show(app, '?device=large');
    expect(await large.style(...width('#a'))).toBe('430px');
    expect(await large.style(...width('#b'))).toBe('215px');
  });

  line('style.import', async () => {
    const { style } = await phone.show({
      wxml: '<view class="a b">a</view>',
      wxss: "@import '../../styles/one.wxss'; .a { color: rgb(1, 1, 1) }",
      files: {
        'styles/one.wxss': '@import "./two.wxss"; .a { color: rgb(2, 2, 2); width: 100rpx }',
        'styles/two.wxss': '.b { height: 3px; width: 4px }',
      },
    });
    expect(await style('.a', 'color')).toBe('rgb(1, 1, 1)');
    expect(await style('.a', 'width')).toBe('50px');
    expect(await style('.a', 'height')).toBe('3px');
  });

  line('style.selectors', async () => {
    const { style } = await phone.show({
      wxml: '<view class="a"><text id="t">a</text></view><button>b</button>',
      wxss: `view > text { color: rgb(1, 1, 1) } .a #t { font-size: 30px } view:first-child { height: 9px }
        button::after { border: none } .a::before { content: 'before' }`,
    });
    expect(await style('#t', 'color')).toBe('rgb(1, 1, 1)');
    expect(await style('#t', 'font-size')).toBe('30px');
    expect(await style('.a', 'height')).toBe('9px');
    expect(await style('.a', 'content', '::before')).toBe('"before"');
    expect(await style('wx-button', 'border-top-width', '::after')).toBe('0px');
  });

  line('style.app', async () => {
    const { style } = await phone.show({
      wxml: '<view class="a">a</view>',
      wxss: '.a { color: rgb(1, 1, 1) }',
      files: { 'app.wxss': '.a { color: rgb(2, 2, 2); height: 7px }' },
    });
    expect(await style('.a', 'color')).toBe('rgb(1, 1, 1)');
    expect(await style('.a', 'height')).toBe('7px');
  });

  line('style.page', async () => {
    const { style } = await phone.show({
      wxml: '<view class="a">a</view>',
      wxss: 'page { background: rgb(1, 2, 3); --gap: 10rpx } page .a { margin-top: var(--gap) }',
    });
    expect(await style('body', 'background-color')).toBe('rgb(1, 2, 3)');
    expect(await style('.a', 'margin-top')).toBe('5px');
  });

  line('style.scheme', async () => {
    const app = {
      wxml: '<view class="a">a</view>',
      wxss: `.a { color: rgb(1, 1, 1); height: 1px } @media (prefers-color-scheme: dark) { page { background: rgb(9, 9, 9) }
        .a { color: rgb(2, 2, 2) } } @media (min-width: 100px) and (prefers-color-scheme: light) { .a { height: 2px } }`,
    };
    // The browser of these tests is dark.
    const light = await phone.show(app);
    expect(await light.style('.a', 'color')).toBe('rgb(1, 1, 1)');
    expect(await light.style('.a', 'height')).toBe('2px');
    const dark = await phone.show(app, '?theme=dark');
    expect(await dark.style('.a', 'color')).toBe('rgb(2, 2, 2)');
    expect(await dark.style('.a', 'height')).toBe('1px');
    expect(await dark.style('body', 'background-color')).toBe('rgb(9, 9, 9)');
  });

  line('style.safeArea', async () => {
    const { style } = await phone.show({
      wxml: '<view id="a">a</view><view id="b" style="padding-bottom: calc(6px + constant(safe-area-inset-bottom))">b</view>',
      wxss: '#a { padding-bottom: env(safe-area-inset-bottom); padding-top: env(safe-area-inset-top, 9px) }',
    });
    expect(await style('#a', 'padding-bottom')).toBe('34px');
    expect(await style('#a', 'padding-top')).toBe('0px');
    expect(await style('#b', 'padding-bottom')).toBe('40px');
  });

  line('style.viewport', async () => {
    const { frame, find, style } = await phone.show({
      wxml: '<view id="long">a</view><view id="bar">b</view>',
      wxss: '#long { height: 200vh } #bar { position: fixed; right: 0; bottom: 0; left: 0; height: 40px }',
    });
    const page = frame.owner();
    const height = await page.evaluate((iframe) => iframe.clientHeight);
    expect(await style('#long', 'height')).toBe(`${2 * height}px`);
    await find('#long').evaluate(() => window.scrollTo(0, 100));
    const box = await find('#bar').evaluate((bar) => bar.getBoundingClientRect().toJSON() as DOMRect);
    expect(box).toMatchObject({ left: 0, width: 375, bottom: height });
  });

  line('style.keyframes', async () => {
    const { find } = await phone.show({
      wxml: '<view id="a">a</view>',
      wxss: '@keyframes grow { from { width: 10rpx } 50% { width: 20rpx } to { width: 30rpx } } #a { animation: grow 1s }',
    });
    const steps = await find('#a').evaluate((a) =>
      a
        .getAnimations()
        .map((each) => (each.effect as KeyframeEffect).getKeyframes().map(({ offset }) => offset)),
    );
    expect(steps).toEqual([[0, 0.5, 1]]);
  });
}
