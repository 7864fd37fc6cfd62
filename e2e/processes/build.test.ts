import { spawnSync } from 'node:child_process';
import { root } from '../../tools/bootstrap/root.mjs';
import { startCommand } from './command';

it('builds without configuration, with a placeholder address, and says so; prints the bytes by file', async () => {
  const command = startCommand(root, ['build'], { MINIPROGRAM_SERVER_URL: '', MINIPROGRAM_APPID: '' });
  expect(await command.exited).toBe(0);
  const said = command.said();
  expect(said).toContain('miniprogram/dist，后端地址 https://merchant.invalid');
  expect(said).toMatch(/占位地址[\s\S]*MINIPROGRAM_SERVER_URL[\s\S]*--upload/);
  const rows = [...said.matchAll(/^ +(\d+) {2}(\S+)/gm)].map(([, bytes, name]) => ({
    name,
    bytes: Number(bytes),
  }));
  const files = rows.filter(({ name }) => name !== '合计');
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['app.js', 'taro.js', 'base.wxml']));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(rows).toContainEqual({ name: '合计', bytes: total });
  expect(said).toContain('server/dist');
  // Beside the server, for where it runs.
  const { status, stdout } = spawnSync(process.execPath, ['server/dist/doctor.js', '--only', 'node'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^✓ Node\.js/)]);
});
