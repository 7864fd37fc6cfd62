import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/root.mjs';
import { startCommand } from './command';

jest.setTimeout(90_000);

const built = (file: string) => readFileSync(join(root, 'miniprogram', 'dist-dev', file), 'utf8');

it('builds for DevTools against the server of this machine, apart from what is uploaded, until Ctrl-C', async () => {
  const command = startCommand(root, ['dev:weapp'], { PORT: '3456', MINIPROGRAM_SERVER_URL: '' });
  await command.says(/miniprogram\/dist-dev[\s\S]*Ctrl-C/);
  expect(command.said()).toContain('http://127.0.0.1:3456');
  expect(['app.js', 'common.js', 'pages/sign/index.js'].map(built).join()).toContain('http://127.0.0.1:3456');
  const { setting, condition } = JSON.parse(built('project.private.config.json'));
  expect(setting.urlCheck).toBe(false);
  expect(condition.miniprogram.list).toHaveLength(3);
  expect(await command.interrupt()).toBe(0);
});
