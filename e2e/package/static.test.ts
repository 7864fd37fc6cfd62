import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { agreement } from '@contract-kit/miniprogram/agreement';
import attributesByComponent from '@contract-kit/miniprogram/aria';
import { nodesOf, type SyntaxNode, sourceFiles } from '@contract-kit/miniprogram/testing';
import wxCalls from '@contract-kit/miniprogram/wx-calls.json';
import { Phone } from '@contract-kit/phone/runtime/node';
import { type Node, parse } from 'acorn';
import { full } from 'acorn-walk';
import { root } from '../../tools/bootstrap/root.mjs';
import { ensureWeapp } from '../../tools/weapp/package';
import { placeholderUrl } from '../../tools/weapp/settings';
import { fileSizes, packageLimit, sizeTable, totalBytes } from '../../tools/weapp/sizes';
import { buildWeapp } from '../../tools/weapp/taro';
import { t } from './kit';

/** What iOS 12 and Chrome 70 of .browserslistrc can parse. */
const ES_LEVEL = 2019;

let folder: string;
let files: Map<string, string>;
beforeAll(async () => {
  folder = await ensureWeapp();
  files = filesOf(folder);
});

function filesOf(place: string): Map<string, string> {
  const names = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(place, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(place, name), 'utf8')]));
}

const scripts = () => [...files].filter(([name]) => name.endsWith('.js'));
const json = (name: string) => JSON.parse(files.get(name)!);

it('keeps its content clear of the area that a phone keeps for itself', () => {
  const styles = [...files].filter(([name]) => name.endsWith('.wxss')).map(([, source]) => source);
  expect(styles.join()).toMatch(/\.screen\{[^}]*env\(safe-area-inset-bottom\)/);
});

it('parses at the declared level of the language', () => {
  for (const [, source] of scripts()) parse(source, { ecmaVersion: ES_LEVEL });
});

it('keeps within its size', () => {
  const sizes = fileSizes(folder);
  if (totalBytes(sizes) > packageLimit) throw new Error(`Over ${packageLimit} bytes:\n${sizeTable(sizes)}`);
});

it("has the placeholder for the server's address in one place", () => {
  const all = scripts().map(([, source]) => source.split(placeholderUrl).length - 1);
  expect(all.reduce((sum, count) => sum + count)).toBe(1);
});

it('makes no code from text, and asks for nothing that only browsers have', () => {
  const found = scripts().flatMap(([name, source]) =>
    identifiers(source)
      .filter((node) => /^(eval|Function|fetch|XMLHttpRequest|WebSocket|importScripts)$/.test(node.name))
      .map(({ start }) => `${name}: ${source.slice(start, start + 23)}`),
  );
  // webpack's look for the global object, within try, and only where there is no globalThis.
  expect(found).toEqual(['runtime.js: Function("return this")']);
});

function identifiers(source: string): (Node & { name: string })[] {
  const found: (Node & { name: string })[] = [];
  full(parse(source, { ecmaVersion: ES_LEVEL }), (node) => {
    if (node.type === 'Identifier') found.push(node as Node & { name: string });
  });
  return found;
}

it('calls of wx what the committed list says', () => {
  const signing = ['signing/core', 'signing/react'].map((folder) => path.join(root, folder));
  const called = [...sourceFiles(), ...signing.flatMap(sourceFiles)]
    .flatMap((file) => nodesOf(file))
    .flatMap(({ type, object, property }) =>
      type === 'MemberExpression' && /^(wx|Taro)$/.test(nameOf(object)) ? [nameOf(property)] : [],
    )
    // A function of its own in WeChat, not of wx.
    .filter((name) => name !== 'getCurrentPages');
  expect([...new Set(called)].sort()).toEqual(wxCalls);
});

const nameOf = (node: unknown) => String((node as SyntaxNode).value);

describe('the project', () => {
  it('opens in DevTools, as built and from the source folder', () => {
    const built = json('project.config.json');
    expect(built).toMatchObject({ miniprogramRoot: './', compileType: 'miniprogram', appid: 'touristappid' });
    const source = JSON.parse(readFileSync(path.join(root, 'miniprogram/project.config.json'), 'utf8'));
    expect(source).toEqual({ ...built, miniprogramRoot: 'dist/' });
  });

  it('has every page that it names', () => {
    for (const page of json('app.json').pages) {
      for (const kind of ['js', 'json', 'wxml']) expect([...files.keys()]).toContain(`${page}.${kind}`);
    }
  });

  it('stays out of searches', () => {
    expect(json(json('app.json').sitemapLocation).rules).toEqual([{ action: 'disallow', page: '*' }]);
  });

  it('has every colour of its window in both themes', () => {
    const { window, darkmode, themeLocation } = json('app.json');
    expect(darkmode).toBe(true);
    const used = Object.values<string>(window).filter((value) => value.startsWith('@'));
    for (const theme of Object.values<object>(json(themeLocation))) {
      expect(Object.keys(theme).map((name) => `@${name}`)).toEqual(expect.arrayContaining(used));
    }
  });
});

describe('aria attributes', () => {
  const known = Object.keys(attributesByComponent.attributes.View);

  it('are all known to the build that the pages use, and only on views', () => {
    const used = sourceFiles()
      .flatMap((file) => nodesOf(file))
      .filter(({ type }) => type === 'JSXOpeningElement')
      .flatMap(({ name, attributes }) =>
        (attributes as SyntaxNode[]).map((attribute) => [nameOf(name), nameOf(attribute.name)] as const),
      )
      .filter(([, attribute]) => attribute.startsWith('aria-'));
    expect([...new Set(used.map(([, attribute]) => attribute))].sort()).toEqual([...known].sort());
    expect([...new Set(used.map(([component]) => component))]).toEqual(['View']);
  });

  it('arrive on the page, each in its own place', async () => {
    const phone = new Phone({ package: folder, appId: 'wx0123456789abcdef' });
    phone.coldStart();
    try {
      await phone.waitForText(t.loginFailed);
      const [status] = phone.findAll(({ attributes }) => attributes['aria-role'] === 'status');
      expect(status!.attributes).toMatchObject({ 'aria-label': `${t.loginFailed} ${t.loginFailedNote}` });
      expect(status!.attributes['aria-hidden']).toBeFalsy();
      const [mark] = status!.children;
      expect(mark!.attributes).toMatchObject({ 'aria-role': '', 'aria-label': '', 'aria-hidden': true });
      expect(phone.text).toContain(agreement['zh-CN'].merchantName);
    } finally {
      phone.close();
    }
  });
});

it('is the same whenever and wherever it is built', async () => {
  const other = mkdtempSync(path.join(root, 'node_modules/.cache/contract-kit-weapp-again-'));
  try {
    await buildWeapp(other, placeholderUrl);
    const again = filesOf(other);
    expect([...again.keys()]).toEqual([...files.keys()]);
    for (const [name, content] of again) {
      if (content !== files.get(name)) throw new Error(`${name} differs`);
    }
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});
