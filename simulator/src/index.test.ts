import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  await expect(createSimulator({ dir, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await createSimulator({ dir, port });
  expect(second.url).toBe(first.url);
  await second.close();
});

describe('the command', () => {
  function start(port: string) {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'main.ts')], {
      env: { ...process.env, SIMULATOR_PORT: port },
    });
    let output = '';
    const seen = (text: Buffer) => {
      output += text.toString();
    };
    child.stdout.on('data', seen);
    child.stderr.on('data', seen);
    return { child, output: () => output };
  }

  test('prints its address, Chinese first, and ends cleanly on Ctrl-C', async () => {
    const { child, output } = start('0');
    while (!output().includes('listening')) await once(child.stdout, 'data');
    expect(output()).toMatch(/^微信支付模拟器已启动：http:\/\/127\.0\.0\.1:\d+/);
    child.kill('SIGINT');
    const [code, signal] = await once(child, 'exit');
    // Windows has no signals: there the child is ended outright.
    if (process.platform !== 'win32') expect([code, signal]).toEqual([0, null]);
  });

  test.each(['taken', 'no number'])('a port that is %s: exit 1 and what to do', async (port) => {
    const simulator = await createSimulator({ dir });
    const { child, output } = start(port === 'taken' ? new URL(simulator.url).port : port);
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output()).toContain('SIMULATOR_PORT');
    await simulator.close();
  });
});
