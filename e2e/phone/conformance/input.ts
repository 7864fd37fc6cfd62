import { line } from './line';
import type { TestPhone } from './screen';

/** An input. */
export function inputLines(phone: TestPhone): void {
  const field = 'wx-input input';

  line('input.value', async () => {
    const { find } = await phone.show({
      wxml: '<input value="{{value}}"/><button bindtap="onTap">set</button>',
      data: { value: '一' },
      page: "onTap() { this.setData({ value: '三' }) }",
    });
    expect(await find(field).inputValue()).toBe('一');
    await find(field).fill('二');
    await find('wx-button').click();
    await find('wx-input').evaluate(
      (host) =>
        new Promise<void>((resolve) => {
          const look = () => (host.querySelector('input')!.value === '三' ? resolve() : setTimeout(look, 5));
          look();
        }),
    );
  });

  line('input.typed', async () => {
    const { find } = await phone.show({
      wxml: '<input value="{{value}}"/><button class="{{done}}" bindtap="onTap">set</button>',
      data: { value: '一', done: '' },
      page: "onTap() { this.setData({ value: '一', done: 'done' }) }",
    });
    await find(field).fill('二');
    await find('wx-button').click();
    await find('wx-button.done').waitFor();
    expect(await find(field).inputValue()).toBe('二');
  });

  line('input.placeholder', async () => {
    const { find } = await phone.show({ wxml: '<input placeholder="手机号"/>' });
    expect(await find(field).evaluate((input) => input.matches(':placeholder-shown'))).toBe(true);
    await find(field).fill('1');
    expect(await find(field).evaluate((input) => input.matches(':placeholder-shown'))).toBe(false);
  });

  line('input.label', async () => {
    const { frame } = await phone.show({
      wxml: '<input placeholder="手机号"/><input placeholder="六位" aria-label="验证码"/>',
    });
    await frame.getByRole('textbox', { name: '手机号', exact: true }).waitFor();
    await frame.getByRole('textbox', { name: '验证码', exact: true }).waitFor();
  });

  line('input.password', async () => {
    const { find } = await phone.show({ wxml: '<input password value="秘密"/>' });
    expect(await find(field).getAttribute('type')).toBe('password');
  });

  line('input.type', async () => {
    const { find } = await phone.show({ wxml: '<input type="number"/><input type="digit"/><input/>' });
    const modes = await find(field).evaluateAll((all) =>
      all.map((input) => (input as HTMLInputElement).inputMode),
    );
    expect(modes.slice(0, 2)).toEqual(['numeric', 'decimal']);
  });

  line('input.maxlength', async () => {
    const { page, find } = await phone.show({
      wxml: '<input id="a" maxlength="3"/><input id="b"/><input id="c" maxlength="{{-1}}"/>',
    });
    for (const [id, length] of [
      ['a', 3],
      ['b', 140],
      ['c', 150],
    ] as const) {
      await find(`#${id} input`).focus();
      await page.keyboard.insertText('五'.repeat(150));
      expect(await find(`#${id} input`).inputValue()).toHaveLength(length);
    }
  });

  line('input.disabled', async () => {
    const { find } = await phone.show({ wxml: '<input disabled/>' });
    expect(await find(field).isDisabled()).toBe(true);
  });

  line('input.focus', async () => {
    const { find } = await phone.show({
      wxml: '<input id="a" focus/><input id="b" focus="{{on}}"/><button bindtap="onTap">set</button>',
      data: { on: false },
      page: 'onTap() { this.setData({ on: true }) }',
    });
    await find('#a input:focus').waitFor();
    await find('wx-button').click();
    await find('#b input:focus').waitFor();
  });

  line('input.input', async () => {
    const { page, find, called } = await phone.show({ wxml: '<input bindinput="onInput"/>' });
    await find(field).focus();
    await page.keyboard.type('ab');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('c');
    const inputs = await called('onInput', 'onInput', 'onInput');
    expect(inputs.map(({ detail: { value, cursor } }) => [value, cursor])).toEqual([
      ['a', 1],
      ['ab', 2],
      ['acb', 2],
    ]);
    expect(inputs[0]!.detail.keyCode).toEqual(expect.any(Number));
  });

  line('input.focusBlur', async () => {
    const { find, called } = await phone.show({
      wxml: '<input value="一" bindfocus="onFocus" bindblur="onBlur"/>',
    });
    await find(field).focus();
    await find(field).blur();
    const [focus, blur] = await called('onFocus', 'onBlur');
    expect(focus!.detail).toEqual({ value: '一', height: 0 });
    expect(blur!.detail).toMatchObject({ value: '一' });
  });

  line('input.confirm', async () => {
    const { page, find, called } = await phone.show({
      wxml: `<input id="a" value="一" bindconfirm="confirm" bindblur="blur"/>
        <input id="b" confirm-hold bindconfirm="confirm" bindblur="blur"/>`,
    });
    await find('#a input').press('Enter');
    const [first] = await called('confirm', 'blur');
    expect(first!.detail).toEqual({ value: '一' });
    await find('#b input').press('Enter');
    await page.keyboard.type('x');
    await called('confirm', 'blur', 'confirm');
    expect(await find('#b input').inputValue()).toBe('x');
  });

  line('input.composition', async () => {
    const { page, find, called } = await phone.show({
      wxml: '<input bindinput="onInput" bindconfirm="onConfirm"/>',
    });
    await find(field).focus();
    const keys = await page.context().newCDPSession(page);
    for (const text of ['n', 'ni', 'ni h', 'ni hao']) {
      await keys.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
    await keys.send('Input.insertText', { text: '你好' });
    await page.keyboard.press('Enter');
    const [only] = await called('onInput', 'onConfirm');
    expect(only!.detail).toMatchObject({ value: '你好', cursor: 2 });
  });
}
