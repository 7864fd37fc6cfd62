import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppFolder } from './app-folder';
import { root } from './guide';

const run = promisify(execFile);
const modules = join(root, 'miniprogram', 'node_modules');

/** What `taro init` makes with React, TypeScript and webpack 5, without its tools for style and commits. */
const files: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'my-app',
    version: '1.0.0',
    private: true,
    templateInfo: { name: 'default', typescript: true, css: 'None', framework: 'React' },
    browserslist: ['defaults and fully supports es6-module', 'maintained node versions'],
  }),
  'project.config.json': JSON.stringify({
    miniprogramRoot: './dist',
    projectname: 'my-app',
    appid: 'touristappid',
    setting: { urlCheck: true, es6: false },
    compileType: 'miniprogram',
  }),
  'babel.config.js': `module.exports = {
  presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5' }]],
};
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2017',
      module: 'esnext',
      moduleResolution: 'bundler',
      noUnusedLocals: true,
      noUnusedParameters: true,
      strict: true,
      skipLibCheck: true,
      jsx: 'react-jsx',
      allowJs: true,
      noEmit: true,
      types: [],
    },
    include: ['src', 'types'],
  }),
  'types/global.d.ts': '/// <reference types="@tarojs/taro" />\n',
  'config/index.ts': `import { defineConfig } from '@tarojs/cli';

export default defineConfig({
  projectName: 'my-app',
  date: '2026-11-23',
  designWidth: 750,
  deviceRatio: { 640: 2.34 / 2, 750: 1, 375: 2, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot: 'dist',
  plugins: [],
  framework: 'react',
  compiler: 'webpack5',
  cache: { enable: false },
  mini: { postcss: { pxtransform: { enable: true, config: {} } } },
});
`,
  'src/app.ts': `import type { PropsWithChildren } from 'react';

export default function App({ children }: PropsWithChildren) {
  return children;
}
`,
  'src/app.config.ts': "export default defineAppConfig({ pages: ['pages/index/index'] });\n",
  'src/pages/index/index.tsx': `import { Button, View } from '@tarojs/components';
import Taro from '@tarojs/taro';

export default function Index() {
  return (
    <View>
      <View>首页</View>
      <Button onClick={() => Taro.navigateTo({ url: '/pages/sign/index' })}>去开通</Button>
    </View>
  );
}
`,
};

/** Makes the folder a fresh Taro app, which has this project's versions of what it needs and nothing of its own packages. */
export function makeTaroApp(folder: AppFolder): void {
  folder.write([...Object.entries(files), ['node_modules/.links', '']]);
  for (const name of ['@babel', '@tarojs', '@types', 'babel-preset-taro', 'react', 'react-dom', 'webpack']) {
    symlinkSync(join(modules, name), join(folder.path, 'node_modules', name), 'junction');
  }
}

/** `taro build --type weapp`. Rejects with what it printed. */
export async function buildTaroApp({ path }: AppFolder): Promise<string> {
  const taro = join(modules, '@tarojs', 'cli', 'bin', 'taro');
  const env = { ...process.env, NODE_ENV: 'production' };
  await runNode([taro, 'build', '--type', 'weapp'], path, env);
  return join(path, 'dist');
}

/** Rejects with what the compiler found. */
export async function checkTypes({ path }: AppFolder): Promise<void> {
  await runNode([join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], path);
}

async function runNode(args: string[], cwd: string, env = process.env): Promise<void> {
  await run(process.execPath, args, { cwd, env, windowsHide: true }).catch((error) => {
    throw new Error(`${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  });
}
