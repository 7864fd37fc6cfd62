import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap/root.mjs';

export interface LiftedFile {
  /** Within the folder that it is lifted into, with slashes. */
  name: string;
  /** With a first line that says where it came from and seals the rest. */
  text: string;
}

const hook = 'signing/react/use-signing.ts';
const core = 'signing/core';
const shared = 'shared/src';
const sharedEntry = 'client.ts';

/** For the head of the index file. */
const howToUse = {
  taro: `
 * 用法（Taro）How to use it:
 *   import Taro from '@tarojs/taro';
 *   import { createSigning } from './signing';
 *   export const signing = createSigning({ wx: Taro, baseUrl: 'https://您的后端' });
 * 启动时 At launch: useLaunch(() => signing.resumePendingSigning());
 * 页面里 In a page: const { phase } = useSigning(signing); <Button onClick={signing.tap}>
 * 你自己的登录 Your own login: createSigning({ …, authorization: () => 你的后端给的 token })；换用户 another user: signing.forgetUser()`,
  native: `
 * 用法（原生小程序）How to use it, in app.js:
 *   const { createSigning } = require('./signing/index');
 *   const signing = createSigning({ wx, baseUrl: 'https://您的后端' });
 *   App({ signing, onLaunch() { signing.resumePendingSigning(); } });
 * 页面里 In a page: onShow → signing.open(), onHide 和 onUnload → signing.close(), bindtap → signing.tap();
 *   signing.subscribe(() => this.setData(signing.getState()));
 * 你自己的登录 Your own login: createSigning({ …, authorization: () => 你的后端给的 token })；换用户 another user: signing.forgetUser()`,
};

/** The signing core as TypeScript, for an app that compiles it, such as a Taro app. */
export function typescriptFiles(): LiftedFile[] {
  const coreFiles = readdirSync(path.join(root, core))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, source: `${core}/${name}` }));
  const sharedFiles = importedFrom(sharedEntry).map((name) => ({
    name: `shared/${name}`,
    source: `${shared}/${name}`,
  }));
  return [...coreFiles, { name: 'use-signing.ts', source: hook }, ...sharedFiles].map(({ name, source }) => {
    const text = read(source)
      .replaceAll("'@contract-kit/shared/client'", "'./shared/client'")
      .replaceAll("'../core/", "'./");
    return sealed(name, source, name === 'index.ts' ? `/**${howToUse.taro}\n */\n${text}` : text);
  });
}

/** The signing core as one CommonJS file, for a native mini-program. */
export async function javascriptFiles(): Promise<LiftedFile[]> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${core}/index.ts`],
    bundle: true,
    // As CommonJS, a fifth of a kilobyte of esbuild's own would stand before the first line of ours.
    format: 'esm',
    target: 'es2018',
    charset: 'utf8',
    write: false,
  });
  const [code, names, ...more] = (outputFiles[0]?.text ?? '').split(/^export (?=\{)/m);
  if (names === undefined || more.length > 0) throw new Error('The bundle does not end with its exports');
  const text = `'use strict';\n${code}module.exports = ${names}`;
  return [sealed('index.js', core, `/**${howToUse.native}\n */\n${text}`)];
}

/** Whether somebody has changed a lifted file, or it never was one. */
export function isChanged(text: string) {
  const [first = '', ...rest] = unixLines(text).split('\n');
  return !first.endsWith(`sha256:${digest(rest.join('\n'))}`);
}

function sealed(name: string, source: string, text: string): LiftedFile {
  const { version } = JSON.parse(read('package.json'));
  const origin = `wechatpay-contract-kit ${version} · ${source} · MIT · npm run lift`;
  return { name, text: `// ${origin} · sha256:${digest(text)}\n${text}` };
}

/** A file of the shared package and all that it imports. */
function importedFrom(name: string, found = new Set([name])): string[] {
  for (const [, next] of read(`${shared}/${name}`).matchAll(/ from '\.\/([\w-]+)'/g)) {
    const file = `${next}.ts`;
    if (found.has(file)) continue;
    found.add(file);
    importedFrom(file, found);
  }
  return [...found];
}

const read = (file: string) => unixLines(readFileSync(path.join(root, file), 'utf8'));

const unixLines = (text: string) => text.replaceAll('\r\n', '\n');

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
