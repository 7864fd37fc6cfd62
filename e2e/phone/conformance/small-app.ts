import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A native mini-program of one page, `pages/a/a`, as a test writes it. */
export interface SmallApp {
  /** The handlers that it binds are written by themselves: each notes its event. */
  wxml: string;
  wxss?: string;
  data?: Record<string, unknown>;
  /** More members of the object given to `Page()`, as source; a handler among them takes the place of the one that notes. */
  page?: string;
  /** Members of `app.json` besides `pages`. */
  config?: Record<string, unknown>;
  files?: Record<string, string | Buffer>;
}

/** What a handler was given. */
export interface Noted extends Record<string, unknown> {
  handler: string;
  type: string;
  target: { id: string; dataset: Record<string, unknown> };
  currentTarget: { id: string };
  detail: Record<string, unknown>;
  touches?: Record<string, number>[];
  changedTouches?: Record<string, number>[];
}

let count = 0;

/** Writes it to a temporary folder. @returns the folder, and the selector of the element that says what was noted, as JSON */
export function writeApp({ wxml, wxss = '', data, page = '', config, files = {} }: SmallApp) {
  const folder = mkdtempSync(join(tmpdir(), 'small-app-'));
  const mark = `noted-${process.pid}-${++count}`;
  const bound = new Set([...wxml.matchAll(/(?:bind|catch):?[a-z]+="(\w+)"/g)].map(([, handler]) => handler!));
  const handlers = [...bound]
    .filter((handler) => !new RegExp(`\\b${handler}\\(`).test(page))
    .map((handler) => `${handler}(event) { note('${handler}', event, this) },`);
  const all: Record<string, string | Buffer> = {
    'app.json': JSON.stringify({ pages: ['pages/a/a'], ...config }),
    'app.js': 'App({})',
    'pages/a/a.wxml': `${wxml}<view class="${mark}" hidden>{{noted}}</view>`,
    'pages/a/a.wxss': wxss,
    'pages/a/a.js': `const noted = [];
      function note(handler, event, page) {
        noted.push({ handler, ...event });
        page.setData({ noted: JSON.stringify(noted) });
      }
      Page({ data: ${JSON.stringify({ noted: '[]', ...data })}, ${handlers.join(' ')} ${page} });`,
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { folder, noted: `.${mark}`, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
