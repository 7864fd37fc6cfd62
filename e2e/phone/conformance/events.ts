import { line } from './line';
import { eventually, type TestPhone } from './screen';

/** A view, and what happens on it. */
export function eventLines(phone: TestPhone): void {
  line('view.hover', async () => {
    const { page, find } = await phone.show({
      wxml: `<view id="quick" hover-class="down deep" hover-start-time="0" hover-stay-time="0">quick</view>
        <view id="slow" hover-class="down" hover-stay-time="60000">slow</view><view id="none">none</view>`,
    });
    await find('#quick').hover();
    await page.mouse.down();
    await find('#quick.down.deep').waitFor();
    await page.mouse.up();
    await find('#quick:not(.down)').waitFor();
    await find('#none').click();
    await find('#slow').hover();
    await page.mouse.down();
    await find('#slow.down').waitFor();
    await page.mouse.up();
    await find('#quick').click();
    expect(await find('#slow').getAttribute('class')).toBe('down');
    expect(await find('#none').getAttribute('class')).toBe(null);
  });

  line('view.hoverStop', async () => {
    const { page, find } = await phone.show({
      wxml: `<view id="outer" hover-class="down" hover-start-time="0" hover-stay-time="0">outer
        <view id="inner" hover-class="down" hover-start-time="0" hover-stop-propagation>inner</view></view>`,
    });
    await find('#inner').hover();
    await page.mouse.down();
    await find('#inner.down').waitFor();
    expect(await find('#outer').getAttribute('class')).toBe(null);
    await page.mouse.up();
    await find('#outer').hover({ position: { x: 5, y: 5 } });
    await page.mouse.down();
    await find('#outer.down').waitFor();
    await page.mouse.up();
  });

  line('view.hidden', async () => {
    const { find } = await phone.show({
      wxml: '<view id="a" hidden>a</view><view id="b" hidden="{{off}}" bindtap="onTap">b</view>',
      data: { off: false },
      page: 'onTap() { this.setData({ off: true }) }',
    });
    expect(await find('#a').isVisible()).toBe(false);
    await find('#b').click();
    await find('#b').waitFor({ state: 'hidden' });
  });

  line('view.hiddenDisplay', async () => {
    const { style } = await phone.show({
      wxml: '<view id="a" hidden>a</view>',
      wxss: '#a { display: flex }',
    });
    expect(await style('#a', 'display')).toBe('none');
  });

  line('view.aria', async () => {
    const states = ['busy', 'checked', 'disabled', 'expanded', 'modal', 'selected'];
    const { frame, find } = await phone.show({
      wxml: `<view id="a" aria-role="checkbox" aria-label="同意" aria-live="polite"
        ${states.map((state) => `aria-${state}="true"`).join(' ')}/><view aria-role="alert" aria-hidden="true">no</view>`,
    });
    await frame.getByRole('checkbox', { name: '同意', checked: true }).waitFor({ state: 'attached' });
    for (const state of states) expect(await find('#a').getAttribute(`aria-${state}`)).toBe('true');
    expect(await find('#a').getAttribute('aria-live')).toBe('polite');
    expect(await frame.getByRole('alert').count()).toBe(0);
  });

  line('view.keyboard', async () => {
    const { page, find, called } = await phone.show({
      wxml: '<view id="dumb">dumb</view><view id="a" bindtap="onTap">a</view>',
    });
    expect(await find('#dumb').getAttribute('tabindex')).toBe(null);
    await find('#a').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await called('onTap', 'onTap');
  });

  line('events.tap', async () => {
    const { find, called } = await phone.show({
      wxml: '<view id="a" style="margin: 20px; height: 50px" bindtap="onTap">a</view>',
    });
    await find('#a').click({ position: { x: 7, y: 9 } });
    const [tap] = await called('onTap');
    const [x, y] = [near(27), near(29)];
    const point = { identifier: 0, pageX: x, pageY: y, clientX: x, clientY: y };
    expect(tap).toMatchObject({ type: 'tap', timeStamp: expect.any(Number), detail: { x, y } });
    expect(tap).toMatchObject({ touches: [point], changedTouches: [point] });
  });

  line('events.touch', async () => {
    const { page, find, noted } = await phone.show({
      wxml: `<view style="height: 1500px"/><view id="a" style="height: 99px" bindtouchstart="start" bindtouchmove="move" bindtouchend="end">a</view>`,
    });
    await find('#a').hover({ position: { x: 10, y: 10 } });
    await page.mouse.down();
    await find('#a').hover({ position: { x: 30, y: 15 } });
    await page.mouse.up();
    await eventually(async () => expect((await noted()).at(-1)?.handler).toBe('end'));
    const all = await noted();
    const [start, move] = all;
    const end = all.at(-1)!;
    expect(start).toMatchObject({
      type: 'touchstart',
      touches: [{ identifier: 0, clientX: near(10), pageX: near(10) }],
    });
    const [{ pageY, clientY }] = start!.touches as [Record<string, number>];
    expect(pageY).toEqual(near(1510));
    expect(clientY).toBeLessThan(1000);
    expect(move).toMatchObject({ type: 'touchmove', touches: move!.changedTouches! });
    expect(end).toMatchObject({
      type: 'touchend',
      touches: [],
      changedTouches: [{ pageX: near(30), pageY: near(1515) }],
    });
  });

  line('events.longpress', async () => {
    const { page, find, called, noted } = await phone.show({
      wxml: `<view id="a" bindtap="tap" bindlongpress="long">a</view>
        <view id="b" class="{{late}}" bindtap="tap" bindtouchstart="onStart">b</view>`,
      data: { late: '' },
      page: "onStart() { setTimeout(() => this.setData({ late: 'late' }), 500) }",
    });
    await find('#a').hover();
    await page.mouse.down();
    const [long] = await called('long');
    expect(long).toMatchObject({ type: 'longpress', touches: [{ identifier: 0 }] });
    await page.mouse.up();
    // Nobody waits for a longpress of this one.
    await find('#b').hover();
    await page.mouse.down();
    await find('#b.late').waitFor();
    await page.mouse.up();
    await called('long', 'tap');
    expect((await noted())[1]!.currentTarget.id).toBe('b');
  });

  line('events.target', async () => {
    const { find, called } = await phone.show({
      wxml: '<view id="outer" data-user-id="7" bindtap="onTap"><text id="inner" data-n="{{1}}">here</text></view>',
    });
    await find('#inner').click();
    expect((await called('onTap'))[0]).toMatchObject({
      target: { id: 'inner', dataset: { n: 1 } },
      currentTarget: { id: 'outer', dataset: { userId: '7' } },
    });
  });

  line('events.bubble', async () => {
    const { find, called } = await phone.show({
      wxml: `<view bindtap="one"><view catch:tap="two"><view bindtap="three"><view>
        <button bind:tap="four">here</button></view></view></view></view>`,
    });
    await find('wx-button').click();
    await called('four', 'three', 'two');
  });

  line('events.capture', async () => {
    const wxml = (mode: string) =>
      `<view capture-${mode}:tap="one"><view capture-bind:tap="two" bindtap="three"><text id="a">here</text></view></view>`;
    const { find, called } = await phone.show({ wxml: wxml('bind') });
    await find('#a').click();
    await called('one', 'two', 'three');
    const caught = await phone.show({ wxml: `${wxml('catch')}<view id="b" bindtap="four">b</view>` });
    await caught.find('#a').click();
    await caught.find('#b').click();
    await caught.called('one', 'four');
  });

  line('events.mut', async () => {
    const { find, called } = await phone.show({
      wxml: '<view mut-bind:tap="one"><view bindtap="two"><view id="a" mut-bind:tap="three">here</view></view></view>',
    });
    await find('#a').click();
    await called('three', 'two');
  });

  line('events.own', async () => {
    const { find, called } = await phone.show({
      wxml: `<view bindinput="outer" bindchange="outer" bindload="outer"><input bindinput="inner"/><switch bindchange="inner"/>
        <image src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" binderror="inner"/></view>`,
    });
    await called('inner');
    await find('wx-input input').fill('x');
    await find('wx-switch').click();
    await called('inner', 'inner', 'inner');
  });
}

/** The phone stands where the page puts it: between pixels. */
const near = (value: number): unknown => expect.closeTo(value, -0.5);
