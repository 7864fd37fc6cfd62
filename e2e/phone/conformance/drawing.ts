import { line } from './line';
import type { TestPhone } from './screen';

const svg = (width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`;
const picture = (width: number, height: number) =>
  `data:image/svg+xml,${encodeURIComponent(svg(width, height))}`;

/** Texts, pictures and what is not drawn. */
export function drawingLines(phone: TestPhone): void {
  line('text.newline', async () => {
    const { find } = await phone.show({ wxml: '<text>{{words}}</text>', data: { words: '一\n二\n三' } });
    const tops = await find('wx-text').evaluate((text) => [...text.getClientRects()].map(({ top }) => top));
    expect(new Set(tops).size).toBe(3);
  });

  line('text.select', async () => {
    const { style } = await phone.show({
      wxml: '<text id="a" user-select>a</text><text id="b" selectable>b</text><text id="c">c</text>',
    });
    expect(await style('#a', 'user-select')).toBe('text');
    expect(await style('#b', 'user-select')).toBe('text');
    expect(await style('#c', 'user-select')).toBe('none');
  });

  line('text.inline', async () => {
    const { style } = await phone.show({ wxml: '<text id="a" user-select>a</text><text id="b">b</text>' });
    expect(await style('#a', 'display')).toBe('inline-block');
    expect(await style('#b', 'display')).toBe('inline');
  });

  line('text.space', async () => {
    const { find } = await phone.show({
      wxml: `<text id="a">{{words}}</text>${['nbsp', 'ensp', 'emsp'].map((kind) => `<view><text space="${kind}">{{words}}</text></view>`).join('')}`,
      data: { words: '一    二' },
    });
    const widths = await find('wx-text').evaluateAll((all) =>
      all.map((each) => each.getBoundingClientRect().width),
    );
    for (const width of widths.slice(1)) expect(width).toBeGreaterThan(widths[0]!);
  });

  line('image.src', async () => {
    const { find, called } = await phone.show({
      wxml: `<image src="/pictures/one.svg" bindload="one"/><image wx:if="{{more}}" src="${picture(3, 4)}" bindload="two"/>
        <button bindtap="onTap">more</button>`,
      data: { more: false },
      page: 'onTap() { this.setData({ more: true }) }',
      files: { 'pictures/one.svg': svg(1, 2) },
    });
    await called('one');
    await find('wx-button').click();
    const sizes = (await called('one', 'two')).map(({ detail }) => detail);
    expect(sizes).toEqual([
      { width: 1, height: 2 },
      { width: 3, height: 4 },
    ]);
  });

  line('image.size', async () => {
    const { style } = await phone.show({ wxml: '<image/>' });
    expect([await style('wx-image', 'width'), await style('wx-image', 'height')]).toEqual(['320px', '240px']);
  });

  line('image.mode', async () => {
    const modes = {
      scaleToFill: ['fill', '50% 50%'],
      aspectFit: ['contain', '50% 50%'],
      aspectFill: ['cover', '50% 50%'],
      top: ['none', '50% 0%'],
      center: ['none', '50% 50%'],
      'bottom left': ['none', '0% 100%'],
      'top right': ['none', '100% 0%'],
    };
    const { find } = await phone.show({
      wxml: ['<image/>', ...Object.keys(modes).map((mode) => `<image mode="${mode}"/>`)].join(''),
    });
    const drawn = await find('wx-image > img').evaluateAll((all) =>
      all.map((each) => [getComputedStyle(each).objectFit, getComputedStyle(each).objectPosition]),
    );
    expect(drawn).toEqual([modes.scaleToFill, ...Object.values(modes)]);
  });

  line('image.fix', async () => {
    const src = picture(40, 20);
    const { find, called } = await phone.show({
      wxml: `<image id="a" mode="widthFix" src="${src}" style="width: 100px" bindload="loaded"/>
        <image id="b" mode="heightFix" src="${src}" style="height: 100px" bindload="loaded"/>`,
    });
    await called('loaded', 'loaded');
    const size = (selector: string) =>
      find(selector).evaluate((host) => [host.clientWidth, host.clientHeight] as const);
    expect(await size('#a')).toEqual([100, 50]);
    expect(await size('#b')).toEqual([200, 100]);
  });

  line('image.load', async () => {
    const { called } = await phone.show({ wxml: `<image src="${picture(30, 50)}" bindload="loaded"/>` });
    expect((await called('loaded'))[0]).toMatchObject({ type: 'load', detail: { width: 30, height: 50 } });
  });

  line('image.error', async () => {
    const { called } = await phone.show({ wxml: '<image src="/none.png" binderror="onError"/>' });
    const detail = { errMsg: expect.stringContaining('none.png') };
    expect((await called('onError'))[0]).toMatchObject({ type: 'error', detail });
  });

  line('placeholder.builtIn', async () => {
    const { find, style, called } = await phone.show({
      wxml: '<scroll-view><view bindtap="onTap">in it</view></scroll-view>',
    });
    expect(await style('wx-scroll-view', 'content', '::before')).toBe('"<scroll-view>"');
    await find('wx-view').getByText('in it').click();
    await called('onTap');
  });

  line('placeholder.component', async () => {
    const { page, style } = await phone.show({
      wxml: '<price n="1"/>',
      config: { usingComponents: { price: '/parts/price' } },
      files: {
        'parts/price.json': '{"component":true}',
        'parts/price.js': 'Component({ properties: { n: Number } })',
        'parts/price.wxml': '<view>{{n}} 元</view>',
      },
    });
    expect(await style('wx-price', 'content', '::before')).toBe('"<price>"');
    await page.getByRole('alert').filter({ hasText: '<price>' }).waitFor();
  });
}
