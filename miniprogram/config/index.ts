import { realpathSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@tarojs/cli';

/** The root commands set these; see tools/weapp/taro.ts. */
const { MINIPROGRAM_SERVER_URL = 'https://merchant.invalid', MINIPROGRAM_OUTPUT = 'dist' } = process.env;
const watching = process.env.NODE_ENV === 'development';

export default defineConfig({
  projectName: 'wechatpay-contract-kit',
  date: '2026-11-23',
  designWidth: 750,
  deviceRatio: { 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot: MINIPROGRAM_OUTPUT,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false }, errorLevel: watching ? 0 : 1 },
  cache: { enable: false },
  plugins: [path.resolve(__dirname, 'aria/plugin.cjs')],
  defineConstants: { API_BASE_URL: JSON.stringify(MINIPROGRAM_SERVER_URL) },
  copy: {
    patterns: ['theme.json', 'sitemap.json'].map((file) => ({
      from: `src/${file}`,
      to: `${MINIPROGRAM_OUTPUT}/${file}`,
    })),
    options: {},
  },
  // Chinese as it is: escaped, a character takes twice the bytes.
  terser: { enable: true, config: { output: { ascii_only: false } } },
  mini: miniOptions(),
});

function miniOptions() {
  return {
    // How deep a template may nest before it goes on in a component: few levels make a small base.wxml.
    baseLevel: 4,
    compile: {
      include: ['shared/src', 'signing'].map((folder) =>
        realpathSync(path.resolve(__dirname, '../..', folder)),
      ),
    },
    postcss: { pxtransform: { enable: true, config: {} }, cssModules: { enable: false } },
  };
}
