import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { freePort, waitFor } from '../kit';
import { readGuide } from '../lift/guide';
import { createFolder } from './kit/folder';
import { type Program, runNpm, runProgram, startProgram } from './kit/program';
import { redisSettings } from './kit/redis';
import { type PackedSimulator, startPackedSimulator } from './kit/simulator';
import { tarball } from './kit/tarballs';

/* The Node chapters of docs/backend.md, followed as they stand: the tarball, a framework of theirs, their own login, and a signing. */

const guide = readGuide('backend.md');
const contracts = guide.files('Node').get('contracts.mjs')!;

interface Framework {
  chapter: string;
  packages: string[];
  /** The right order made wrong, and what the log then says is to be done. */
  wrong: [right: string, wrong: string][];
  fix: RegExp;
  /** Other ways that work, by what is changed. */
  others?: Record<string, [right: string, other: string][]>;
}

const frameworks: Framework[] = [
  {
    chapter: 'node:http',
    packages: [],
    wrong: [
      ["request.url.startsWith('/pay/')", "(await toText(request), request.url.startsWith('/pay/'))"],
      [
        "import { createServer } from 'node:http';",
        "import { createServer } from 'node:http';\nimport { text as toText } from 'node:stream/consumers';",
      ],
    ],
    fix: /before anything reads its body/,
  },
  {
    chapter: 'Koa',
    packages: ['koa@3.3.0', '@koa/bodyparser@6.1.0', 'koa-mount@4.2.0'],
    others: {
      'koa-mount, which strips the path': [
        ["import Koa from 'koa';", "import Koa from 'koa';\nimport mount from 'koa-mount';"],
        ["createContracts({ basePath: '/pay' })", 'createContracts()'],
        [
          "app.use((ctx, next) => {\n  if (!ctx.path.startsWith('/pay/')) return next();\n  ctx.respond = false;\n  return contracts.handler(ctx.req, ctx.res);\n});",
          "app.use(mount('/pay', (ctx) => {\n  ctx.respond = false;\n  return contracts.handler(ctx.req, ctx.res);\n}));",
        ],
      ],
    },
    wrong: [
      ['const app = new Koa();\n', 'const app = new Koa();\napp.use(bodyParser());\n'],
      ['});\napp.use(bodyParser());\n', '});\n'],
    ],
    fix: /middleware that calls contracts\.handler\(ctx\.req, ctx\.res\) comes first/,
  },
  {
    chapter: 'Express',
    packages: ['express@5.3.0'],
    others: {
      'basePath, by the path that was sent': [['createContracts()', "createContracts({ basePath: '/pay' })"]],
      'a parser before it that keeps the bytes': [
        [
          "app.use('/pay', contracts.handler);",
          "app.use(express.json({ verify: (request, _, bytes) => { request.rawBody = bytes; } }));\napp.use('/pay', contracts.handler);",
        ],
      ],
    },
    wrong: [
      [
        "app.use('/pay', contracts.handler);\napp.use(express.json());",
        "app.use(express.json());\napp.use('/pay', contracts.handler);",
      ],
    ],
    fix: /before express\.json\(\)/,
  },
  {
    chapter: 'Fastify',
    packages: ['fastify@5.12.8', '@fastify/middie@9.3.6'],
    others: {
      'middie, which strips the path': [
        [
          "import Fastify from 'fastify';",
          "import middie from '@fastify/middie';\nimport Fastify from 'fastify';",
        ],
        [
          "app.register(fastifyContractServer, { server: contracts, prefix: '/pay' });",
          "await app.register(middie);\napp.use('/pay', contracts.handler);",
        ],
      ],
    },
    wrong: [
      [
        "app.register(fastifyContractServer, { server: contracts, prefix: '/pay' });",
        "app.all('/pay/*', (request, reply) => {\n  reply.hijack();\n  request.raw.url = request.raw.url.slice(4);\n  contracts.handler(request.raw, reply.raw);\n});",
      ],
    ],
    fix: /fastifyContractServer/,
  },
  {
    chapter: 'Nest',
    others: {
      'its own parser before it, with rawBody': [
        ["{ logger: ['error', 'warn'] }", "{ logger: ['error', 'warn'], rawBody: true }"],
        ["app.use('/pay'", "app.useBodyParser('json');\napp.use('/pay'"],
        ['NestFactory.create(', 'NestFactory.create<NestExpressApplication>('],
        [
          'import { NestFactory }',
          "import type { NestExpressApplication } from '@nestjs/platform-express';\nimport { NestFactory }",
        ],
      ],
    },
    packages: [
      '@nestjs/common@12.5.1',
      '@nestjs/core@12.5.1',
      '@nestjs/platform-express@12.5.1',
      'reflect-metadata@0.2.2',
      'rxjs@7.8.2',
      'express@5.3.0',
    ],
    wrong: [
      ["app.use('/pay'", "app.useBodyParser('json');\napp.use('/pay'"],
      ['NestFactory.create(', 'NestFactory.create<NestExpressApplication>('],
      [
        'import { NestFactory }',
        "import type { NestExpressApplication } from '@nestjs/platform-express';\nimport { NestFactory }",
      ],
    ],
    fix: /before express\.json\(\)/,
  },
];

let simulator: PackedSimulator;
/** What all applications have installed: each is in a folder of its own below it. */
let place: string;
beforeAll(async () => {
  place = createFolder({ 'package.json': JSON.stringify({ private: true, type: 'module' }) });
  const packages = new Set(frameworks.flatMap((framework) => framework.packages));
  const server = await tarball('wechatpay-contract-server');
  [simulator] = await Promise.all([
    startPackedSimulator(),
    runNpm(
      ['install', '--no-audit', '--no-fund', '--prefer-offline', server, ...packages, '@types/node@20.19.30'],
      place,
    ),
  ]);
});
beforeEach(() => simulator.control.reset());

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    allowJs: true,
    skipLibCheck: true,
    types: ['node'],
    outDir: 'out',
  },
  files: ['app.ts'],
});

describe.each(frameworks)('$chapter', ({ chapter, wrong, fix, others = {} }) => {
  const [[name, code] = ['', '']] = guide.files(chapter);
  let folder: string;

  beforeAll(() => {
    folder = join(place, chapter.replace(':', '-'));
    mkdirSync(folder);
    writeFileSync(join(folder, 'contracts.mjs'), contracts);
    writeFileSync(join(folder, 'tsconfig.json'), tsconfig);
  });

  /** Starts an application that has this text. */
  async function start(text: string): Promise<{ url: string; app: Program }> {
    writeFileSync(join(folder, name), text);
    if (name.endsWith('.ts')) {
      const tsc = join(root, 'tools/pack/node_modules/typescript/bin/tsc');
      await runProgram(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: folder });
    }
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const file = name.endsWith('.ts') ? 'out/app.js' : name;
    // Their login needs no AppSecret of ours.
    const { LOGIN_APP_SECRET: _, ...settings } = simulator.settings;
    const env = { ...settings, ...redisSettings(), PORT: port, PUBLIC_URL: `${url}/pay` };
    const app = startProgram(process.execPath, [file], { cwd: folder, env });
    await waitFor('the application to listen', () =>
      Promise.race([
        fetch(url).then(
          () => true,
          () => false,
        ),
        app.exited.then(() => {
          throw new Error(app.said());
        }),
      ]),
    );
    return { url, app };
  }

  const post = async (url: string, body: object | undefined, session = 'session-1') => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${session}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };

  const changed = (changes: [right: string, other: string][]) =>
    changes.reduce((text, [right, other]) => {
      expect(text).toContain(right);
      return text.replace(right, other);
    }, code);

  it.each<[how: string, changes: [right: string, other: string][]]>([
    ['as the guide says', []],
    ...Object.entries(others),
  ])('signs with a login of its own, and goes on reading its own bodies: %s', async (_how, changes) => {
    const { url, app } = await start(changed(changes));
    const api = `${url}/pay/api/signings`;
    expect((await post(api, {}, 'nobody')).status).toBe(401);
    const made = await post(api, { contractDisplayAccount: '小明' });
    expect([made.status, made.body]).toMatchObject([201, { status: 'ready', displayAccount: '小明' }]);
    const { outContractCode } = made.body;
    await simulator.control.sign(outContractCode);
    await app.says(new RegExp(`signed ${outContractCode} user-1`));
    const found = await fetch(`${api}/${outContractCode}`, {
      headers: { authorization: 'Bearer session-1' },
    });
    expect(await found.json()).toMatchObject({ status: 'signed' });
    expect((await post(`${url}/orders`, { a: 1 })).body).toEqual({ received: { a: 1 } });
    expect((await post(`${url}/pay/api/nothing`, {})).body.error.code).toBe('not_found');
    expect((await post(`${url}/pay/healthz`, undefined)).status).toBe(404);
    await app.end();
  });

  it('says in one line what to do when a parser has read the body before', async () => {
    const { url, app } = await start(changed(wrong));
    for (let i = 0; i < 2; i++) {
      const { status, body } = await post(`${url}/pay/api/signings`, { contractDisplayAccount: '小明' });
      expect([status, body.error.code]).toEqual([500, 'body_already_read']);
    }
    const lines = app
      .wrote()
      .split('\n')
      .filter((line) => line.includes('"body-already-read"'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', fix: expect.stringMatching(fix) },
    ]);
    await app.end();
  });
});

it('says the same in both languages', () => {
  const english = readGuide('backend.en.md');
  expect(english.files('Node')).toEqual(guide.files('Node'));
  for (const { chapter } of frameworks) {
    expect(guide.files(chapter).size).toBe(1);
    expect(english.files(chapter)).toEqual(guide.files(chapter));
  }
});
