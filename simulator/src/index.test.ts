import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControl } from './control/client';
import { createSimulator } from './index';
import { createMerchant } from './testing/merchant';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('keys are made on first start and kept', async () => {
  const first = await createSimulator({ dir });
  const config = first.config();
  await first.close();
  const second = await createSimulator({ dir });
  const { WECHATPAY_BASE_URL: _, WECHAT_API_BASE_URL: __, ...kept } = config;
  expect(second.config()).toMatchObject(kept);
  await second.close();
  expect(await readFile(join(dir, 'keys', '.gitignore'), 'utf8')).toBe('*\n');
  const { mode } = await stat(join(dir, 'keys', 'apiclient_key.pem'));
  if (process.platform !== 'win32') expect(mode & 0o077).toBe(0);
});

test('two first starts at once agree on their keys', async () => {
  const both = await Promise.all([createSimulator({ dir }), createSimulator({ dir })]);
  const [one, other] = both.map((simulator) => simulator.config().WECHATPAY_MERCHANT_PRIVATE_KEY);
  expect(one).toBe(other);
  await Promise.all(both.map((simulator) => simulator.close()));
  expect(await readdir(dir)).toEqual(['keys']);
});

test('keys that cannot be read: the error says what to do', async () => {
  await (await createSimulator({ dir })).close();
  const file = join(dir, 'keys', 'apiclient_cert.pem');
  await writeFile(file, 'no certificate');
  await expect(createSimulator({ dir })).rejects.toThrow(/delete that folder/);
  await rm(file);
  await expect(createSimulator({ dir })).rejects.toThrow(/delete that folder/);
});

test('merchants, numbers and apps can be chosen', async () => {
  const simulator = await createSimulator({
    dir,
    mchid: '1230000100',
    spAppid: 'wxprovider',
    merchants: [{ subMchid: '1230000109', subAppid: 'wxsub', subAppSecret: 's', serviceId: 7 }],
  });
  try {
    const merchant = createMerchant(simulator);
    expect((await merchant.preEntrustSign()).reply).toMatchObject({
      status: 200,
      json: { mchid: '1230000100', sub_mchid: '1230000109', service_id: 7 },
    });
  } finally {
    await simulator.close();
  }
});

test('a taken port is an error, and closing frees it', async () => {
  const first = await createSimulator({ dir });
  const port = Number(new URL(first.url).port);
  await expect(createSimulator({ dir, port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringMatching(/^端口 \d+ 已被占用.+Port \d+ is taken/),
  });
  for (const wrong of ['x', '9080', -1, 65536, 1.5])
    await expect(createSimulator({ dir, port: wrong as number })).rejects.toThrow(
      /port 应为.+port is a whole number/,
    );
  await first.close();
  const second = await createSimulator({ dir, port });
  expect(second.url).toBe(first.url);
  await second.close();
});

test('the folder of the keys can be named, also when it is there and empty', async () => {
  const keysDir = join(dir, 'my keys');
  await mkdir(keysDir);
  await (await createSimulator({ keysDir })).close();
  expect(await readdir(dir)).toEqual(['my keys']);
  expect(await readdir(keysDir)).toContain('apiclient_key.pem');
});

describe('the command', () => {
  function start(args: string[], port?: string) {
    const { SIMULATOR_PORT: _, ...env } = process.env;
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'main.ts'), ...args], {
      env: { ...env, ...(port === undefined ? {} : { SIMULATOR_PORT: port }) },
    });
    let wrote = '';
    let logged = '';
    child.stdout.on('data', (text: Buffer) => {
      wrote += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => {
      logged += text.toString();
    });
    return { child, wrote: () => wrote, output: () => wrote + logged };
  }

  test('prints its address, Chinese first, and ends cleanly on Ctrl-C', async () => {
    const { child, output } = start([], '0');
    while (!output().includes('listening')) await once(child.stdout, 'data');
    expect(output()).toMatch(/^微信支付模拟器已启动：http:\/\/127\.0\.0\.1:\d+/);
    child.kill('SIGINT');
    const [code, signal] = await once(child, 'exit');
    // Windows has no signals: there the child is ended outright.
    if (process.platform !== 'win32') expect([code, signal]).toEqual([0, null]);
  });

  test('a port that is taken: exit 1 and what to do', async () => {
    const simulator = await createSimulator({ dir });
    const { port } = new URL(simulator.url);
    const { child, output } = start(['--port', port]);
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output()).toContain(`端口 ${port} 已被占用`);
    expect(output()).toContain('--port (or SIMULATOR_PORT)');
    await simulator.close();
  });

  test('with --print-env: what it serves, and nothing else on standard output', async () => {
    const keysDir = join(dir, 'own');
    const { child, wrote, output } = start(['--port', '0', '--keys', keysDir, '--print-env', 'json']);
    while (!wrote().endsWith('}\n')) await once(child.stdout, 'data');
    expect(wrote()).not.toContain('listening');
    const printed = JSON.parse(wrote());
    const served = await createControl(printed.WECHATPAY_BASE_URL).config();
    expect(printed).toEqual(served);
    expect(await readFile(join(keysDir, 'apiclient_key.pem'), 'utf8')).toBe(
      printed.WECHATPAY_MERCHANT_PRIVATE_KEY,
    );
    child.kill();
    await once(child, 'close');
    expect(output()).toContain('listening');
  });

  test('an option that there is not: exit 1, with what there is', async () => {
    const { child, output } = start(['--prot', '9081']);
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output()).toMatch(/^wechatpay-simulator 的选项只有 --port N、--keys DIR、/);
  });
});
