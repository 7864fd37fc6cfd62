import { line } from './line';
import type { TestPhone } from './screen';

/** A switch. */
export function switchLines(phone: TestPhone): void {
  line('switch.checked', async () => {
    const { frame, find } = await phone.show({
      wxml: '<switch id="a" checked/><switch id="b" checked="{{on}}"/><button bindtap="onTap">turn</button>',
      data: { on: false },
      page: 'onTap() { this.setData({ on: true }) }',
    });
    expect(await frame.getByRole('switch', { checked: true }).count()).toBe(1);
    await find('wx-button').click();
    await find('#b[aria-checked=true]').waitFor();
  });

  line('switch.change', async () => {
    const { find, called } = await phone.show({ wxml: '<switch bindchange="onChange"/>' });
    await find('wx-switch').click();
    await find('wx-switch').click();
    const changes = await called('onChange', 'onChange');
    expect(changes.map(({ type, detail }) => [type, detail])).toEqual([
      ['change', { value: true }],
      ['change', { value: false }],
    ]);
  });

  line('switch.disabled', async () => {
    const { page, find, called } = await phone.show({
      wxml: '<switch id="a" disabled checked bindchange="a"/><switch id="b" bindchange="b"/>',
    });
    await find('#a').click({ force: true });
    await find('#a').focus();
    await page.keyboard.press('Enter');
    await find('#b').click();
    await called('b');
    expect(await find('#a').getAttribute('aria-checked')).toBe('true');
    expect(await find('#a').getAttribute('aria-disabled')).toBe('true');
  });

  line('switch.color', async () => {
    const { find } = await phone.show({
      wxml: '<switch id="a" checked/><switch id="b" checked color="#123456"/><switch id="c" color="#123456"/>',
      wxss: 'switch { transition: none }',
    });
    const colours = await find('wx-switch').evaluateAll((all) =>
      all.map((each) => getComputedStyle(each).backgroundColor),
    );
    expect(colours).toEqual(['rgb(4, 190, 2)', 'rgb(18, 52, 86)', 'rgb(223, 223, 223)']);
  });

  line('switch.type', async () => {
    const { style } = await phone.show({ wxml: '<switch id="a" type="checkbox" checked color="#123456"/>' });
    expect([await style('#a', 'width'), await style('#a', 'height')]).toEqual(['24px', '24px']);
    expect(await style('#a', 'content', '::before')).toBe('"✓"');
    expect(await style('#a', 'color')).toBe('rgb(18, 52, 86)');
  });

  line('switch.keyboard', async () => {
    const { page, frame, called } = await phone.show({
      wxml: '<switch aria-label="提醒" bindchange="onChange"/>',
    });
    await frame.getByRole('switch', { name: '提醒', checked: false }).focus();
    await page.keyboard.press('Space');
    await called('onChange');
    await frame.getByRole('switch', { name: '提醒', checked: true }).waitFor();
  });
}
