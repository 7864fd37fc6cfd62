/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wxmlToJs, wxssToJs } from 'miniprogram-compiler';
import type { BrowserContext } from 'playwright-core';
import { type Drawn, readElements } from './read-elements';
import type { Shot } from './take-shot';

const baseStyles = join(__dirname, '../../../phone/view/base.css');

/** What the code that wcc writes gives for a file's data. */
type Node = string | { tag: string; attr?: Record<string, unknown>; children: Node[] };

/** Left by the two compilers' code. */
declare const gwx: (path: string) => (data: unknown) => Node;
declare const wxss: (path: string) => (suffix: string, options: { deviceWidth: number }) => void;

/** WeChat's compilers, which the package has for these only. */
export const theirCompilersRun = process.platform === 'linux' && process.arch === 'x64';

/** Draws pages with what WeChat's own compilers, wcc and wcsc, make of the package; the browser does the rest. */
export async function theirDrawing(folder: string, context: BrowserContext) {
  const wcc = `window.gwx = (function () { ${wxmlToJs(folder)} })();`;
  const wcsc = `window.wxss = (function () { ${wxssToJs(folder)} })();`;
  const page = await context.newPage();
  await page.setContent('<!doctype html><html lang="zh-CN"><body></body></html>');
  await page.addStyleTag({ content: readFileSync(baseStyles, 'utf8') });
  for (const content of [wcc, wcsc]) await page.addScriptTag({ content });
  const devtools = await context.newCDPSession(page);

  return async ({ path, data, look: { theme, safeAreaBottom } }: Shot): Promise<Drawn> => {
    await page.emulateMedia({ colorScheme: theme });
    await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets: { bottom: safeAreaBottom } });
    await page.evaluate(drawPage, { path, json: JSON.stringify(data), theme });
    return page.evaluate(readElements);
  };
}

/** In the browser, where it has nothing of this file. */
function drawPage({ path, json, theme }: { path: string; json: string; theme: string }): void {
  for (const sheet of document.querySelectorAll('style[wxss\\:path]')) sheet.remove();
  document.documentElement.style.colorScheme = theme;
  for (const sheet of ['app.wxss', `${path}.wxss`]) wxss(sheet)('', { deviceWidth: innerWidth });
  const tree = gwx(`${path}.wxml`)(JSON.parse(json));
  if (typeof tree === 'object') document.body.replaceChildren(...tree.children.flatMap(draw));

  function draw(node: Node): (string | HTMLElement)[] {
    if (typeof node === 'string') return [node];
    const { tag, attr = {}, children } = node;
    // Taro's recursion, a component that has no element of its own.
    if (tag === 'wx-comp') return (gwx('comp.wxml')(attr) as Exclude<Node, string>).children.flatMap(draw);
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attr)) set(element, name, value);
    if (tag === 'wx-button') element.setAttribute('role', 'button');
    element.append(...children.flatMap(draw));
    return [element];
  }

  function set(element: HTMLElement, name: string, value: unknown): void {
    const attribute =
      { ariaRole: 'role', ariaLabel: 'aria-label', ariaHidden: 'aria-hidden', userSelect: 'user-select' }[
        name
      ] ?? name;
    // Those that style sheets and screen readers see.
    if (
      !/^(id|class|style|hidden|type|size|plain|disabled|loading|user-select|role|aria-.*)$/.test(attribute)
    )
      return;
    if (value === true) element.setAttribute(attribute, attribute.startsWith('aria-') ? 'true' : '');
    else if (value !== false && value !== undefined && value !== '')
      element.setAttribute(attribute, String(value));
  }
}
