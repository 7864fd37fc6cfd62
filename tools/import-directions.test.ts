import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { wrongImports } from './import-directions.mjs';
import { root } from './root.mjs';

it('imports point one way in this repository', () => {
  expect(wrongImports(root)).toEqual([]);
});

describe('a wrong import', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'imports-'));
    for (const name of ['shared', 'signing', 'miniprogram', 'simulator', 'phone', 'server', 'e2e']) {
      mkdirSync(path.join(folder, name));
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function found(file: string, source: string): string[] {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), source);
    return wrongImports(folder);
  }

  it.each([
    ['shared/src/api.ts', `import type { Config } from '@contract-kit/server';`],
    ['shared/src/api.ts', `import { z } from 'zod';`],
    ['shared/src/api.ts', `import { hash } from 'node:crypto';`],
    ['miniprogram/src/app.tsx', `import { createSimulator } from '@contract-kit/simulator';`],
    ['simulator/src/keys.ts', `export * from '@contract-kit/server';`],
    ['simulator/src/keys.ts', `import { sign } from '../../server/src/wechatpay/sign';`],
    ['server/main.ts', `const { status } = require('../shared/src');`],
    ['server/src/contracts/requests/create.ts', `import { routes } from '../../routes';`],
    ['server/src/store/index.ts', `import type { Services } from '../contracts/services';`],
    ['server/src/store/index.ts', `import { sign } from '../wechatpay';`],
    ['server/src/http/guard.ts', `const { routes } = await import('../routes');`],
    ['server/src/jobs/index.ts', `import '../contracts/jobs/query-in-steps';`],
    [
      'server/src/contracts/requests/create.ts',
      `import { fakePlatform } from '../../../test/fake-platform';`,
    ],
    ['server/src/novelty/index.ts', `import { store } from '../store';`],
  ])('is found in %s: %s', (file, line) => {
    const source = `// why\n\n${line}\n`;
    expect(found(file, source)).toEqual([expect.stringContaining(`${file}:3: `)]);
  });

  it('is found at its last line when it runs over several', () => {
    const source = `import {\n  a,\n  b,\n} from '@contract-kit/simulator';\n`;
    expect(found('server/main.ts', source)).toEqual([
      "server/main.ts:4: server must not import simulator; it may import shared ('@contract-kit/simulator')",
    ]);
  });

  it.each([
    ['server/src/facts/facts.test.ts', `import fc from 'fast-check';`],
    [
      'miniprogram/src/app.tsx',
      `import Taro from '@tarojs/taro'; import { status } from '@contract-kit/shared';`,
    ],
    ['server/src/routes/login/handler.ts', `import { login } from '../../contracts/requests/login';`],
    ['server/src/app.ts', `import { routes } from '../routes';`],
    [
      'server/src/store/signings.ts',
      `// from '../contracts'\n/* import '../routes' */\nimport { status } from '@contract-kit/shared';`,
    ],
    ['e2e/flow.test.ts', `import { createSimulator } from '@contract-kit/simulator';`],
  ])('is not seen in %s: %s', (file, source) => {
    expect(found(file, source)).toEqual([]);
  });
});
