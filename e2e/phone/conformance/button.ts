import { line } from './line';
import type { TestPhone } from './screen';

/** A button. */
export function buttonLines(phone: TestPhone): void {
  const three =
    '<button id="a">a</button><button id="b" type="primary">b</button><button id="c" type="warn">c</button>';

  line('button.type', async () => {
    const { style } = await phone.show({ wxml: three });
    const colours = (selector: string) => style(selector, 'background-color');
    expect(await colours('#a')).toBe('rgb(248, 248, 248)');
    expect(await colours('#b')).toBe('rgb(26, 173, 25)');
    expect(await colours('#c')).toBe('rgb(230, 67, 64)');
  });

  line('button.size', async () => {
    const { style } = await phone.show({
      wxml: '<button id="a" size="mini">a</button><button id="b" size="{{size}}">b</button>',
      data: { size: 'default' },
    });
    expect(await style('#a', 'display')).toBe('inline-block');
    expect(await style('#a', 'font-size')).toBe('13px');
    expect(await style('#b', 'display')).toBe('block');
  });

  line('button.plain', async () => {
    const { style } = await phone.show({
      wxml: '<button id="a" plain>a</button><button id="b" plain type="primary">b</button>',
    });
    expect(await style('#a', 'background-color')).toBe('rgba(0, 0, 0, 0)');
    expect(await style('#b', 'background-color')).toBe('rgba(0, 0, 0, 0)');
    expect(await style('#b', 'color')).toBe('rgb(26, 173, 25)');
  });

  line('button.disabled', async () => {
    const { page, frame, find, called } = await phone.show({
      wxml: `<button id="a" disabled="{{off}}" bindtap="tap">a<text>sign</text></button>
        <button id="b" bindtap="other">b</button><button id="c" bindtap="on">c</button>`,
      data: { off: true },
      page: 'on() { this.setData({ off: false }) }',
    });
    await frame.getByRole('button', { name: 'sign', disabled: true }).waitFor();
    await find('#a wx-text').click({ force: true });
    await find('#a').focus();
    await page.keyboard.press('Enter');
    await find('#b').click();
    await called('other');
    await find('#c').click();
    await find('#a:not([disabled])').click();
    await called('other', 'tap');
  });

  line('button.loading', async () => {
    const { style } = await phone.show({
      wxml: '<button id="a" loading>a</button><button id="b">b</button>',
    });
    expect(await style('#a', 'width', '::before')).toBe('18px');
    expect(await style('#b', 'content', '::before')).toBe('none');
  });

  line('button.busy', async () => {
    const { find } = await phone.show({
      wxml: '<button id="a" loading="{{busy}}" bindtap="onTap">a</button>',
      data: { busy: true },
      page: 'onTap() { this.setData({ busy: false }) }',
    });
    expect(await find('#a').getAttribute('aria-busy')).toBe('true');
    await find('#a').click();
    await find('#a:not([aria-busy])').waitFor();
  });

  line('button.hover', async () => {
    const { page, find, style } = await phone.show({
      wxml: `<view id="outer" hover-class="down" hover-start-time="0">
        <button id="usual" hover-stop-propagation>usual</button></view>
        <button id="own" hover-class="pressed" hover-start-time="0" hover-stay-time="0">own</button>
        <button id="none" hover-class="none" hover-start-time="0">none</button><button id="off" disabled hover-start-time="0">off</button>`,
    });
    const press = async (selector: string) => {
      await find(selector).hover({ force: true });
      await page.mouse.down();
    };
    await press('#usual');
    await find('#usual.button-hover').waitFor();
    expect(await style('#usual', 'opacity')).toBe('0.7');
    expect(await find('#outer').getAttribute('class')).toBe(null);
    await page.mouse.up();
    await find('#usual:not(.button-hover)').waitFor();
    for (const selector of ['#none', '#off']) {
      await press(selector);
      await page.mouse.up();
    }
    await press('#own');
    await find('#own.pressed').waitFor();
    await page.mouse.up();
    await find('#own:not(.pressed)').waitFor();
    for (const selector of ['#none', '#off'])
      expect((await find(selector).getAttribute('class')) ?? '').toBe('');
  });

  line('button.keyboard', async () => {
    const { page, find, called } = await phone.show({
      wxml: '<button id="a" bindtap="a">a</button><button id="b" bindtap="b">b</button>',
    });
    await find('#a').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await called('a', 'b');
  });

  line('button.v2', async () => {
    const { style } = await phone.show({ wxml: three, config: { style: 'v2' } });
    expect(await style('#a', 'color')).toBe('rgb(6, 174, 86)');
    expect(await style('#b', 'background-color')).toBe('rgb(7, 193, 96)');
    expect(await style('#c', 'color')).toBe('rgb(250, 81, 81)');
  });

  line('button.width', async () => {
    const wxml = '<view style="width: 300px"><button id="a">a</button></view>';
    const old = await phone.show({ wxml });
    expect(await old.style('#a', 'width')).toBe('300px');
    expect(await old.style('#a', 'border-top-width', '::after')).toBe('1px');
    const now = await phone.show({ wxml, config: { style: 'v2' } });
    expect(await now.style('#a', 'width')).toBe('184px');
    expect(await now.style('#a', 'border-top-width', '::after')).toBe('0px');
  });
}
