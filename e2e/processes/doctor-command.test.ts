import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { startWorld, type World } from '../kit';
import { startCommand } from './command';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), 'contract-kit-doctor-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

/** Runs `npm run doctor -- …` with a file of these variables. */
async function doctor(changed: Record<string, string>, args: string[] = []) {
  const env = await world.env({ REDIS_PERSISTENCE: 'managed', ...changed });
  const file = join(folder, '.env');
  writeFileSync(
    file,
    Object.entries(env)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(''),
  );
  const command = startCommand(root, ['doctor', '--env-file', file, ...args]);
  return { code: await command.exited, said: command.said() };
}

const theirs = {
  MINIPROGRAM_SERVER_URL: 'https://pay.shop-of-somebody.com',
  MINIPROGRAM_APPID: 'wx8888888888888888',
};

it('prints a line for each, in Chinese and in English under it, and ends with 0 when there is no ✗', async () => {
  const { code, said } = await doctor({});
  expect(said).toMatch(/^✓ 商户签名：微信支付接受了.*\n {2}signature: Accepted/m);
  expect(said).toMatch(/^✓ 通知地址：.*由 doctor 在 PORT 上代收/m);
  expect(said).toMatch(/^\? 小程序 AppID：MINIPROGRAM_APPID：没有设置/m);
  expect(said).toMatch(/\n\d+ ✓ {2}0 ✗ {2}\d+ \? /);
  expect(code).toBe(0);
});

it('ends with 1 and says which when something is wrong, also of the mini-program; as JSON, too', async () => {
  const { code, said } = await doctor({ ...theirs, LOGIN_APP_SECRET: '0'.repeat(32) }, [
    '--json',
    '--only',
    'login,miniprogram-appid,miniprogram-domain,miniprogram-package',
  ]);
  const { ok, findings } = JSON.parse(said.slice(said.indexOf('{')));
  expect(ok).toBe(false);
  expect(findings.map(({ id, mark }: { id: string; mark: string }) => [id, mark])).toEqual([
    ['login', 'bad'],
    ['miniprogram-appid', 'bad'],
    ['miniprogram-domain', 'unknown'],
    ['miniprogram-package', expect.stringMatching(/bad|unknown/)],
  ]);
  expect(code).toBe(1);
});

it('says what there is when it is called wrongly', async () => {
  const { code, said } = await doctor({}, ['--only', 'callbacks']);
  expect(said).toMatch(/没有 “callbacks” 这一项，有的是：node、.*callback.*\nThere is no check “callbacks”/);
  expect(code).toBe(2);
});

it('gives JSON of a file that cannot be read, too', async () => {
  const file = join(folder, 'gbk.env');
  writeFileSync(file, Buffer.from([0x41, 0x3d, 0xd6, 0xd0, 0x0a]));
  const command = startCommand(root, ['doctor', '--env-file', file, '--json']);
  expect(await command.exited).toBe(1);
  const said = command.said();
  const { ok, findings } = JSON.parse(said.slice(said.indexOf('{')));
  expect(ok).toBe(false);
  expect(findings).toMatchObject([{ id: 'settings', mark: 'bad' }]);
});

it('ends without a word when whoever reads it has left', async () => {
  const child = spawn(process.execPath, ['tools/bootstrap/run.mjs', 'doctor', '--help'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'close');
  expect(said).not.toMatch(/EPIPE|Unhandled/);
});
