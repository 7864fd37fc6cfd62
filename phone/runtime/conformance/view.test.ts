import { line, untested } from './line';
import { data, onTap, start, written } from './native-app';

const logging = (names: string[]) =>
  `{ ${names.map((name) => `${name}(e) { console.log('${name}', e.type, e.target.id, e.currentTarget.id) }`)} }`;

line('pages.setData', async () => {
  const phone = start({
    pages: {
      'pages/a/a': `{ data: { list: [{ n: 1 }], o: {} }, onTap() {
        this.setData({ 'list[0].n': 2, 'list[1].n': 3, 'o.deep.er': true, 'list.[2]': 4 }, () => console.log('drawn'));
        console.log(this.data.list, this.data.o) } }`,
    },
    wxml: { 'pages/a/a': '<view bindtap="onTap">{{list[0].n}}</view>' },
  });
  phone.tap('1');
  expect(written(phone).at(-1)).toBe('[{"n":2},{"n":3},4] {"deep":{"er":true}}');
  await phone.waitFor(() => written(phone).includes('drawn'));
  expect(phone.text).toBe('2');
});

line('pages.ownData', async () => {
  const phone = start({
    pages: {
      'pages/a/a':
        "{ data: { n: 0 }, onTap() { this.setData({ n: this.data.n + 1 }); if (this.data.n > 1) wx.reLaunch({ url: 'a' }) } }",
    },
  });
  phone.tap('tap');
  expect(data(phone).n).toBe(1);
  phone.tap('tap');
  await phone.waitFor(() => data(phone).n === 0);
});

line('pages.component', () => {
  const phone = start({
    pages: {
      'pages/a/a':
        "Component({ data: { n: 1 }, properties: { p: String }, lifetimes: { attached() { console.log('attached') } }, methods: { onLoad() { console.log('load') }, onTap() { this.setData({ n: 2 }) } } })",
    },
    wxml: { 'pages/a/a': '<view bindtap="onTap">n is {{n}}{{p}}</view>' },
  });
  phone.tap('n is 1');
  expect(phone.text).toBe('n is 2');
  expect(written(phone).slice(2)).toEqual(['attached', 'load']);
});

line('events.shape', () => {
  const phone = start({
    pages: { 'pages/a/a': onTap('page.setData({ event })') },
    wxml: {
      'pages/a/a': '<view id="outer" data-user-id="7" bindtap="onTap"><text id="inner">here</text></view>',
    },
  });
  phone.tap('here');
  expect(data(phone).event).toMatchObject({
    type: 'tap',
    timeStamp: expect.any(Number),
    target: { id: 'inner', dataset: {} },
    currentTarget: { id: 'outer', dataset: { userId: '7' } },
    detail: { x: 0, y: 0 },
  });
});

line('events.bubble', () => {
  const phone = start({
    pages: { 'pages/a/a': logging(['one', 'two', 'three']) },
    wxml: {
      'pages/a/a':
        '<view id="a" bindtap="one"><view id="b" catch:tap="two"><view><view id="c" bind:tap="three">here</view></view></view></view>',
    },
  });
  phone.tap('here');
  expect(written(phone).slice(2)).toEqual(['three tap c c', 'two tap c b']);
});

line('events.capture', () => {
  const wxml = (mode: string) =>
    `<view id="a" capture-${mode}:tap="one"><view id="b" capture-bind:tap="two" bindtap="three">here</view></view>`;
  const pages = { 'pages/a/a': logging(['one', 'two', 'three']) };
  const phone = start({ pages, wxml: { 'pages/a/a': wxml('bind') } });
  phone.tap('here');
  expect(written(phone).slice(2)).toEqual(['one tap b a', 'two tap b b', 'three tap b b']);
  const caught = start({ pages, wxml: { 'pages/a/a': wxml('catch') } });
  caught.tap('here');
  expect(written(caught).slice(2)).toEqual(['one tap b a']);
});

line('events.mut', () => {
  const phone = start({
    pages: { 'pages/a/a': logging(['one', 'two', 'three']) },
    wxml: {
      'pages/a/a':
        '<view id="a" mut-bind:tap="one"><view id="b" bindtap="two"><view id="c" mut-bind:tap="three">here</view></view></view>',
    },
  });
  phone.tap('here');
  expect(written(phone).slice(2)).toEqual(['three tap c c', 'two tap c b']);
});

line('events.input', () => {
  const phone = start({
    pages: {
      'pages/a/a':
        "{ data: {}, outer() { console.log('outer') }, typed({ detail }) { this.setData(detail) } }",
    },
    wxml: { 'pages/a/a': '<view bindinput="outer"><input bindinput="typed"/></view>' },
  });
  phone.input(phone.findAll(({ tag }) => tag === 'input')[0]!, '中文');
  expect(data(phone)).toMatchObject({ value: '中文', cursor: 2 });
  expect(written(phone)).not.toContain('outer');
});

line('events.disabled', () => {
  const phone = start({
    pages: { 'pages/a/a': '{ data: { off: true }, onTap() { this.setData({ tapped: true }) } }' },
    wxml: { 'pages/a/a': '<button disabled="{{off}}" bindtap="onTap">go</button>' },
  });
  phone.tap('go');
  expect(data(phone).tapped).toBeUndefined();
});

line('events.missing', () => {
  const phone = start({ pages: { 'pages/a/a': '{}' } });
  phone.tap('tap');
  expect(phone.log.console.at(-1)).toEqual({
    level: 'warn',
    text: 'There is no method "onTap" to handle event "tap"',
  });
});

line('components.data', async () => {
  const phone = start({
    pages: { 'pages/a/a': '{ data: { list: [1, 2] }, onTap() { this.setData({ list: [3] }) } }' },
    config: { usingComponents: { item: '/parts/item' } },
    wxml: {
      'pages/a/a': '<view bindtap="onTap">tap</view><item wx:for="{{list}}" wx:key="*this" n="{{item}}"/>',
    },
    files: {
      'parts/item.json': '{"component":true}',
      'parts/item.wxml': '<button bindtap="more">{{n}}+{{extra}}{{word}}</button>',
      'parts/item.js': `Component({ properties: { n: Number, word: { type: String, value: '!' } }, data: { extra: 0 },
        lifetimes: { attached() { console.log('attached', this.data.n) }, detached() { console.log('detached', this.data.n) } },
        methods: { more() { this.setData({ extra: this.data.extra + 10 }) } } })`,
    },
  });
  expect(phone.text).toBe('tap\n1+0!\n2+0!');
  phone.tap('2+0!');
  expect(phone.text).toBe('tap\n1+0!\n2+10!');
  phone.tap('tap');
  expect(phone.text).toBe('tap\n3+0!');
  await phone.waitFor(() => written(phone).length === 7);
  expect(written(phone).slice(2)).toEqual([
    'attached 1',
    'attached 2',
    'attached 3',
    'detached 1',
    'detached 2',
  ]);
});

line('components.bubble', () => {
  const phone = start({
    pages: { 'pages/a/a': logging(['one']) },
    config: { usingComponents: { part: '/parts/part' } },
    wxml: { 'pages/a/a': '<view id="a" bindtap="one"><part/></view>' },
    files: {
      'parts/part.json': '{"component":true}',
      'parts/part.js': `Component({ methods: ${logging(['two'])} })`,
      'parts/part.wxml': '<view id="b" bindtap="two">here</view>',
    },
  });
  phone.tap('here');
  expect(written(phone).slice(2)).toEqual(['two tap b b', 'one tap b a']);
});

line('components.tree', () => {
  const phone = start({
    pages: {
      'pages/a/a':
        "{ data: { n: 2, list: [{ k: 'x', v: 'one' }, { k: 'y', v: 'two' }], tree: { v: 'root', cn: [{ v: 'leaf' }] } } }",
    },
    config: { usingComponents: { frame: '/parts/frame' } },
    wxml: {
      'pages/a/a': `<import src="../../parts/node.wxml"/><wxs module="m">module.exports = { up: function (s) { return s.toUpperCase() } }</wxs>
        <!-- a comment with <tags> --><view wx:if="{{n < 2}}">few</view><view wx:elif="{{n === 2}}">two</view><view wx:else>many</view>
        <block wx:for="{{list}}" wx:key="k" wx:for-item="entry"><text>{{index}}{{m.up(entry.v)}} </text></block>
        <template is="node" data="{{i: tree}}"/><frame>inside {{n}}</frame><view hidden>hidden</view><view hidden="{{n > 5}}">{{n > 1 ? 'a}}b' : ''}}{{gone.deep.er}}</view>`,
    },
    files: {
      'parts/node.wxml':
        '<template name="node"><view class="n {{i.cn ? \'branch\' : \'\'}}">{{i.v}}<template is="node" wx:for="{{i.cn}}" data="{{i: item}}"/></view></template>',
      'parts/frame.json': '{"component":true}',
      'parts/frame.js': 'Component({})',
      'parts/frame.wxml': '<view>[<slot/>]</view>',
    },
  });
  expect(phone.text.split('\n').filter((text) => text.trim())).toEqual(
    ['two', '0ONE 1TWO ', 'root', 'leaf', '[inside 2]', 'a}}b'].map((text) => text.trimEnd()),
  );
  expect(phone.findAll(({ attributes }) => attributes.class === 'n branch')).toHaveLength(1);
});

it('has a test for every line', () =>
  expect(['pages', 'events', 'components'].flatMap((group) => untested(group))).toEqual([]));
