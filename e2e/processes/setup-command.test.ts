import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { startWorld, type World } from '../kit';
import { startCommand } from './command';

let world: World;
let folder: string;
let file: string;
beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), 'contract-kit-setup-'));
  file = join(folder, '.env');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

/** Runs `npm run setup -- …` for a file of its own. */
async function setup(args: string[], env: Record<string, string> = {}) {
  const command = startCommand(root, ['setup', '--file', file, ...args], env);
  return { code: await command.exited, said: command.said() };
}

it('says what is missing where nobody can be asked, and writes nothing', async () => {
  const { code, said } = await setup([]);
  expect(said).toMatch(/这里不是终端，不能提问：用 --set[\s\S]*This is no terminal/);
  expect(code).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('writes nothing when one of several is wrong, and says which', async () => {
  const { code, said } = await setup([
    '--set',
    'WECHATPAY_MCHID=1900000100',
    '--set',
    'WECHATPAY_APIV3_KEY=short',
    '--set',
    'PORTT=1',
    '--set',
    "REDIS_URL=redis://:'`@127.0.0.1",
  ]);
  expect(said).toMatch(
    /什么也没有写[\s\S]*WECHATPAY_APIV3_KEY：.*32 字节[\s\S]*PORTT：不是 setup 会问的[\s\S]*REDIS_URL：不能有换行/,
  );
  expect(said).not.toContain('WECHATPAY_MCHID：');
  expect(code).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('takes a secret from the file that is named, as its help says', async () => {
  const key = join(folder, 'apiv3-key');
  writeFileSync(key, '0123456789abcdef0123456789abcdef');
  const { said } = await setup(['--no-questions', '--set', `WECHATPAY_APIV3_KEY_FILE=${key}`]);
  expect(said).toMatch(/还缺 WECHATPAY_MCHID、/);
  expect(said).not.toMatch(/还缺.*APIV3/);
  expect(readFileSync(file, 'utf8')).toContain(`\nWECHATPAY_APIV3_KEY_FILE=${key}\n`);
  rmSync(file);
});

it('names the languages when it is given another', async () => {
  const { code, said } = await setup(['--language', 'fr']);
  expect(said).toMatch(/--language 是 zh 或 en，不是 fr/);
  expect(code).toBe(1);
});

it('writes by flags alone, and ends with what the doctor finds', async () => {
  const { WECHATPAY_MERCHANT_PRIVATE_KEY, WECHATPAY_PUBLIC_KEY, ...env } = await world.env();
  const {
    REDIS_PREFIX = '',
    PORT = '',
    WECHATPAY_BASE_URL = '',
    WECHAT_API_BASE_URL = '',
    LOG_LEVEL: _,
    ...asked
  } = env;
  const keys = Object.entries({ WECHATPAY_MERCHANT_PRIVATE_KEY, WECHATPAY_PUBLIC_KEY }).map(([name, pem]) => {
    writeFileSync(join(folder, name), pem!);
    return [`${name}_FILE`, join(folder, name)] as const;
  });
  const pairs = [...Object.entries(asked), ...keys];
  const { code, said } = await setup(
    ['--no-questions', ...pairs.flatMap(([name, value]) => ['--set', `${name}=${value}`])],
    { REDIS_PREFIX, PORT, WECHATPAY_BASE_URL, WECHAT_API_BASE_URL, REDIS_PERSISTENCE: 'managed' },
  );
  expect(said).toMatch(/已填好，只有你能读[\s\S]*^✓ 商户签名[\s\S]*^✓ 通知地址[\s\S]* 0 ✗ /m);
  expect(code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(`\nSERVICE_ID=${asked.SERVICE_ID}\n`);
});
