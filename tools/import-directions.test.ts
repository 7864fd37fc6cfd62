import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './bootstrap/root.mjs';

/* Which imports are wrong is said in biome.json and by each package's dependencies; `npm run check` looks for them. */

const rooms = ['shared', 'signing', 'miniprogram', 'simulator', 'phone', 'server', 'e2e', 'tools', 'bench'];

const wrong = [
  ['shared/src/a.ts', `export type { Config } from '@contract-kit/server';`],
  ['shared/src/b.ts', `export { z } from 'zod';`],
  ['shared/src/c.ts', `export { hash } from 'node:crypto';`],
  ['signing/core/a.ts', `export { app } from '@contract-kit/miniprogram';`],
  ['signing/core/b.ts', `export { errors } from '../../shared/src/client';`],
  ['signing/core/c.ts', `export { status } from '@contract-kit/server/facts';`],
  ['signing/core/d.ts', `export { readFile } from 'node:fs';`],
  ['miniprogram/src/a.tsx', `export { createSimulator } from '@contract-kit/simulator';`],
  ['simulator/src/a.ts', `export * from '@contract-kit/server';`],
  ['simulator/src/b.ts', `export { sign } from '../../server/src/wechatpay/sign';`],
  ['simulator/src/c.ts', `export { Phone } from '@contract-kit/phone/runtime/node';`],
  ['phone/view/a.ts', `export { createSimulator } from '../../simulator/src';`],
  ['phone/view/b.ts', `export { startBench } from '@contract-kit/simulator/testing';`],
  ['phone/view/c.ts', `export { startServer } from '@contract-kit/server';`],
  ['server/a.ts', `export { errors } from '../shared/src';`],
  ['server/src/a.ts', `export { merchant } from '../merchant';`],
  ['server/src/metrics.ts', `export { store } from './store';`],
  ['server/src/app.ts', `export { startServer } from '../merchant';`],
  ['server/src/routes/a.ts', `export { startServer } from '../server';`],
  ['server/src/routes/b.ts', `export { createContractServer } from '../contract-server';`],
  ['server/src/http/a.ts', `export const routes = await import('../routes');`],
  ['server/src/contracts/requests/a.ts', `export { routes } from '../../routes';`],
  ['server/src/contracts/requests/b.ts', `export { fake } from '../../../test/fake-platform';`],
  ['server/src/jobs/a.ts', `import '../contracts/jobs/query-in-steps';`],
  ['server/src/events/a.ts', `export { merchant } from '../../merchant';`],
  ['server/src/events/b.ts', `export { createJobs } from '../jobs';`],
  ['server/src/wechatpay/a.ts', `export { code2Session } from '../wechat/code2session';`],
  ['server/src/store/a.ts', `export type { Services } from '../contracts/services';`],
  ['server/src/store/b.ts', `export { sign } from '../wechatpay';`],
  ['server/src/upstream/a.ts', `export { sign } from '../wechatpay';`],
  ['server/src/facts/a.ts', `export { createStore } from '../store';`],
  ['server/src/config/a.ts', `export { createStore } from '../store';`],
  ['e2e/a.test.ts', `export { createStore } from '../server/src/store';`],
  ['bench/a.ts', `export { sign } from '../server/src/wechatpay';`],
  ['tools/a.ts', `export { readEnv } from '../server/src/config';`],
] as const;

const right = [
  ['shared/src/a.test.ts', `export { build } from 'esbuild';`],
  ['signing/test/a.ts', `export { status } from '@contract-kit/server/facts';`],
  ['miniprogram/src/b.tsx', `export { createSigning } from '@contract-kit/signing';`],
  ['phone/timeline/a.test.ts', `export { startBench } from '@contract-kit/simulator/testing';`],
  ['phone/page/a.ts', `export { createPhone } from '../server';`],
  ['server/b.ts', `export { merchant } from './merchant';`],
  ['server/src/index.ts', `export { startServer } from './server';`],
  ['server/src/routes/login/a.ts', `export { login } from '../../contracts/requests/login';`],
  ['server/src/contracts/jobs/a.ts', `export { createJobs } from '../../jobs';`],
  ['server/src/store/a.test.ts', `export { useRedis } from '../../test/redis';`],
  ['e2e/b.test.ts', `export { startServer } from '@contract-kit/server';`],
  ['bench/b.ts', `export { bundleServer } from '../tools/server-bundle';`],
  ['tools/b.ts', `export { readEnv } from '@contract-kit/server/read-env';`],
] as const;

const circle = [
  ['simulator/src/one.ts', `export type { Two } from './two';\nexport type One = 1;`],
  ['simulator/src/two.ts', `export type { One } from './one';\nexport type Two = 2;`],
] as const;

let folder: string;
let complaints: Map<string, string>;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'imports-'));
  for (const file of ['biome.json', 'package.json', ...rooms.map((room) => `${room}/package.json`)]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    copyFileSync(path.join(root, file), path.join(folder, file));
  }
  for (const [file, source] of [...wrong, ...right, ...circle]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${source}\n`);
  }
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'],
    { cwd: folder, encoding: 'utf8' },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  complaints = new Map(
    diagnostics.map(({ category, location }) => [location.path.replaceAll('\\', '/'), category]),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(wrong)('is wrong in %s: %s', (file) => {
  expect(complaints.get(file)).toMatch(/noRestrictedImports|noUndeclaredDependencies|noNodejsModules/);
});

it.each(right)('is right in %s: %s', (file) => {
  expect(complaints.get(file)).toBeUndefined();
});

it('is wrong when it closes a circle, of types too', () => {
  for (const [file] of circle) expect(complaints.get(file)).toMatch(/noImportCycles/);
});
