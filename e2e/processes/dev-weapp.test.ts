import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { copyTree } from '../../tools/mutants/tree';
import { waitFor } from '../kit';
import { startCommand } from './command';

/** A source is broken in it, which others build from meanwhile. */
let copy: string;
beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'contract-kit-dev-')));
  copyTree(root, copy);
});
afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

const built = (file: string) => readFileSync(join(copy, 'miniprogram', 'dist-dev', file), 'utf8');
const stateFile = () => join(copy, 'miniprogram', 'dist-dev.json');

/** What the phone of `npm start` reads. */
const says = (state: string) =>
  waitFor(`the state ${state}`, () => {
    const build = JSON.parse(readFileSync(stateFile(), 'utf8'));
    return build.state === state ? build : undefined;
  });

it('builds for DevTools and the phone against the server of this machine, apart from what is uploaded, until Ctrl-C', async () => {
  const command = startCommand(copy, ['dev:weapp'], { PORT: '3456', MINIPROGRAM_SERVER_URL: '' });
  await command.says(/miniprogram\/dist-dev[\s\S]*Ctrl-C/);
  expect(command.said()).toContain('http://127.0.0.1:3456');
  expect(['app.js', 'common.js', 'pages/sign/index.js'].map(built).join()).toContain('http://127.0.0.1:3456');
  const { setting, condition } = JSON.parse(built('project.private.config.json'));
  expect(setting.urlCheck).toBe(false);
  expect(condition.miniprogram.list).toHaveLength(3);
  expect(await says('built')).toMatchObject({ serverUrl: 'http://127.0.0.1:3456' });

  const file = join(copy, 'miniprogram', 'src', 'agreement.ts');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, `${source}\nconst broken = ;\n`);
  expect((await says('failed')).error).toMatch(/agreement\.ts[\s\S]*const broken = ;/);
  writeFileSync(file, source);
  expect(await says('built')).not.toHaveProperty('error');

  expect(await command.interrupt()).toBe(0);
  expect(existsSync(stateFile())).toBe(false);
});
