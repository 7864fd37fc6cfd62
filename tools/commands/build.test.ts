import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';

/** In a build that is refused, nothing else happens: it ends at once. */
function build(args: string[], env: NodeJS.ProcessEnv) {
  return spawnSync(process.execPath, [path.join(root, 'tools/bootstrap/run.mjs'), 'build', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
}

it('refuses an upload of what phones could not use, and says everything at once', () => {
  const { status, stderr, stdout } = build(['--upload'], {
    MINIPROGRAM_SERVER_URL: 'http://127.0.0.1:3000',
    MINIPROGRAM_APPID: 'touristappid',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/现在还不能上传[\s\S]*https[\s\S]*公网域名[\s\S]*AppID/);
  expect(stdout).not.toContain('正在构建');
});

it('says which argument it does not know', () => {
  const { status, stderr } = build(['--uplaod'], {});
  expect(status).toBe(1);
  expect(stderr).toContain('--upload，收到的是 --uplaod');
});
