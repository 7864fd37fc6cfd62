/** A package that is published as a tarball, made of one of this workspace. */
export interface Product {
  name: string;
  description: string;
  keywords: string[];
  /** The package's folder, from the root. */
  source: string;
  /** What it offers, by subpath: the entry in its folder. */
  exports: Record<string, string>;
  /** The command of the same name: its entry, which shares the code of `.`. */
  command?: string;
  /** A library of Node has one code for `require` and `import`; one that is bundled for a mini-program has a module that can be shaken. */
  runsOn: 'node' | 'mini-program';
  /** What whoever installs it has already, if they use what needs it. */
  peers?: Record<string, string>;
  /** What goes into the tarball beside it: by name there, the file from the root. */
  files: Record<string, string>;
}

const common = ['wechatpay', 'wechat', '微信支付', '免密支付'];

export const products: Product[] = [
  {
    name: 'wechatpay-contract-server',
    description:
      '微信支付免密支付签约（服务商模式）商户后端 · Server of the WeChat Pay password-free contract kit',
    keywords: [...common, 'contract', 'koa', 'express', 'fastify'],
    source: 'server',
    exports: { '.': 'src/index.ts' },
    runsOn: 'node',
    files: { 'README.md': 'server/README.md', LICENSE: 'LICENSE', '.env.example': '.env.example' },
  },
  {
    name: 'wechatpay-contract-signing',
    description:
      '微信支付免密支付签约：小程序里的签约核心 · Signing core of the WeChat Pay password-free contract kit',
    keywords: [...common, 'miniprogram', 'taro'],
    source: 'signing',
    exports: { '.': 'core/index.ts', './react': 'react/use-signing.ts' },
    runsOn: 'mini-program',
    peers: { '@tarojs/taro': '>=4', react: '>=18' },
    files: { 'README.md': 'signing/README.md', LICENSE: 'LICENSE' },
  },
  {
    name: 'wechatpay-simulator',
    description:
      '微信支付模拟器（免密支付签约、微信登录） · A WeChat Pay to test against, on your own machine',
    keywords: [...common, 'simulator', 'mock', 'testing'],
    source: 'simulator',
    exports: { '.': 'src/index.ts' },
    command: 'src/main.ts',
    runsOn: 'node',
    files: {
      'README.md': 'simulator/README.md',
      LICENSE: 'LICENSE',
      'recipes/SignOnce.java': 'docs/recipes/simulator/java/SignOnce.java',
      'recipes/sign_once.py': 'docs/recipes/simulator/python/sign_once.py',
    },
  },
];

/** The name of a subpath's files in the tarball, without its ending: `index` for `.`. */
export const fileOf = (subpath: string) => (subpath === '.' ? 'index' : subpath.slice('./'.length));
