import vm from 'node:vm';
import {
  Component,
  ComponentSpace,
  type Element,
  EmptyBackendContext,
  type Node,
  TextNode,
} from 'glass-easel';
import { placeOf } from '../view/faults';
import { compileWxml } from './compile-wxml';
import type { ModulePlace, TemplateFault } from './wxml-runtime';

const nothing = { C: () => {} };

/** Draws `pages/a/a` in a world without a browser. */
function draw(files: Record<string, string>, data: Record<string, unknown> = {}) {
  const { script, warnings } = compileWxml(new Map(Object.entries(files)));
  const world = vm.createContext({});
  vm.runInContext(script, world, { filename: 'http://127.0.0.1/packages/1/templates.js' });
  const { templates, templateFaults, templatePlaces } = world as {
    templates: Record<string, never>;
    templateFaults: TemplateFault[];
    templatePlaces: ModulePlace[];
  };
  const space = new ComponentSpace();
  space.defineComponent({ is: 'view', template: { content: (() => () => nothing) as never } });
  const definition = space.defineComponent({
    is: 'page',
    data,
    template: { content: templates['pages/a/a']!, groupList: templates as never },
  } as never);
  const page = Component.createWithContext('page', definition as never, new EmptyBackendContext());
  const texts: string[] = [];
  const read = (node: Node) => {
    if (node instanceof TextNode) texts.push(node.textContent);
    else for (const child of (node as Element).childNodes ?? []) read(child);
  };
  read(page.getShadowRoot() as never);
  const faults = templateFaults.map((fault) => placeOf(fault, templatePlaces));
  return { text: texts.join('').trim(), warnings, faults, page };
}

const wxs = (source: string, wxml: string) =>
  draw(
    { 'pages/a/a.wxml': `<wxs module="m">${source}</wxs>${wxml}` },
    { list: [1, 2], no: null, n: 3, o: { a: 1 } },
  );

describe('WXS', () => {
  it('requires another file, by its name with the ending or without', () => {
    const drawn = draw({
      'pages/a/a.wxml': '<wxs src="./u.wxs" module="u"/>七：{{u.x}}，八：{{u.y}}',
      'pages/a/u.wxs': "var v = require('./v.wxs'); module.exports = { x: v.y, y: require('../../lib/w').z }",
      'pages/a/v.wxs': 'module.exports = { y: 7 }',
      'lib/w.wxs': 'module.exports = { z: 8 }',
    });
    expect(drawn).toMatchObject({ text: '七：7，八：8', warnings: [], faults: [] });
  });

  it('that is broken in a file that no page uses breaks nothing, and is named with its line', () => {
    const drawn = draw(
      {
        'pages/a/a.wxml': '好：{{list.length}}',
        'unused/card.wxml': '<view/>\n<wxs module="m">\nvar x = ;\n</wxs>\n<view>{{m.y}}</view>',
      },
      { list: ['一', '二'] },
    );
    expect(drawn.text).toBe('好：2');
    expect(drawn.warnings).toEqual(['unused/card.wxml:3: Unexpected token']);
  });

  it('that is missing costs its expressions only, and is named with the line that wants it', () => {
    const drawn = draw({
      'pages/a/a.wxml': '好{{u.x}}\n<wxs src="./none.wxs" module="u"/><import src="../t.wxml"/>',
    });
    expect(drawn.text).toBe('好');
    expect(drawn.warnings).toEqual([
      'pages/a/a.wxml:2: there is no pages/t.wxml',
      'pages/a/a.wxml:2: there is no pages/a/none.wxs',
    ]);
  });

  it('that throws as it is loaded is named with its line', () => {
    const drawn = draw({
      'pages/a/a.wxml': '<wxs src="u.wxs" module="u"/>好{{u.x}}',
      'pages/a/u.wxs': 'module.exports.x = 1;\nvar none;\nnone.x();',
    });
    expect(drawn.text).toBe('好1');
    expect(drawn.faults).toEqual(["pages/a/u.wxs:3: Cannot read properties of undefined (reading 'x')"]);
  });

  it('that throws costs the call, as in WeChat, and is named with both lines', () => {
    const drawn = wxs(
      '\nmodule.exports = {\n  bad: function (x) { return x.y.z }\n}',
      '\n好{{m.bad(n)}}，{{m.bad(n) + 1}}',
    );
    expect(drawn.text).toBe('好，NaN');
    expect(drawn.faults).toEqual(
      [1, 2].map(
        () => "pages/a/a.wxml:5: Cannot read properties of undefined (reading 'z') (pages/a/a.wxml:3)",
      ),
    );
  });

  it('has words for constructors, raw patterns, and nothing of the browser', () => {
    const source = `
      var type = function (x) { return x.constructor };
      module.exports = {
        types: function (list, n, o) { return [type(list), type(n), type('a'), type(true), type(o), type(type), type(getDate(0))].join() },
        array: function (x) { return x.constructor === 'Array' && x["constructor"] == "Array" },
        pattern: function () { return getRegExp('^-?\\d+(\\.\\d+)?$').test('26.4') },
        world: function () { return typeof window + typeof document + typeof parent + typeof globalThis + typeof this }
      }`;
    expect(
      wxs(source, '{{m.types(list, n, o)}} {{m.array(list)}} {{m.pattern()}} {{m.world()}}'),
    ).toMatchObject({
      text: 'Array,Number,String,Boolean,Object,Function,Date true true undefinedundefinedundefinedundefinedundefined',
      faults: [],
    });
  });
});

describe('WXML', () => {
  it('draws an empty text for a call that cannot be made, with its line', () => {
    const drawn = wxs('', '\n\n好{{n.toFixed(2)}}，{{m.none(n)}}');
    expect(drawn.text).toBe('好，');
    expect(drawn.faults).toEqual([
      expect.stringMatching(/^pages\/a\/a\.wxml:3: .*toFixed/),
      'pages/a/a.wxml:3: what is called here is not a function',
    ]);
  });

  it('that is broken is named with its line, and the other files draw', () => {
    const drawn = draw({
      'pages/a/a.wxml': '好<include src="b.wxml"/>',
      'pages/a/b.wxml': '<view>\n\n{{a &&}}</view>',
    });
    expect(drawn.text).toBe('好');
    expect(drawn.warnings).toEqual(['pages/a/b.wxml:3: unexpected character inside expression']);
  });

  it('has null, entities and equal names of templates as WeChat’s compiler has them', () => {
    expect(wxs('', '{{no}}|{{undef}}|a{{no}}|{{o}}').text).toBe('null||anull|[object Object]');
    expect(wxs('', '&nbsp;a&lt;{{n > 2 && "b"}}').text).toBe('&nbsp;a&lt;b');
    expect(wxs('', 'a<text decode>&nbsp;&lt;</text>&lt;').text).toBe('a\u00a0<&lt;');
    const twice = '<template name="t">one</template><template name="t">two</template>';
    expect(wxs('', `${twice}<template is="t"/>`).text).toBe('two');
  });
});
