import path from 'node:path';
import { defineConfig } from '@tarojs/cli';

export default defineConfig({
  projectName: 'wechatpay-contract-kit',
  date: '2026-11-23',
  designWidth: 750,
  deviceRatio: { 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot: 'dist',
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  plugins: [],
  defineConstants: { API_BASE_URL: JSON.stringify('https://merchant.invalid') },
  mini: {
    baseLevel: 4,
    compile: { include: [path.resolve(__dirname, '../../shared/src')] },
    postcss: { pxtransform: { enable: true, config: {} }, cssModules: { enable: false } },
  },
});
