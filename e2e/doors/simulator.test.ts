import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { describeWith } from './kit/component';
import { createFolder } from './kit/folder';
import { runNpm, runProgram, startProgram } from './kit/program';
import { installSimulator, type PackedSimulator, startPackedSimulator } from './kit/simulator';
import { tarball } from './kit/tarballs';

/* Whoever has a back end in any language tests it against the tarball of the simulator, without this repository. */

let folder: string;
beforeAll(async () => {
  folder = await installSimulator();
});

const recipe = (file: string) => readFileSync(join(root, 'docs/recipes/simulator', file), 'utf8');

/** The program signs once; the first notification of it is a probe, which has to be refused, and then sent again. */
async function signsOnce(simulator: PackedSimulator, program: string, args: string[], cwd: string, env = {}) {
  await simulator.control.notify({ probe: 1 });
  await simulator.control.clock({ scale: 60 });
  const said = await runProgram(program, args, { cwd, env });
  expect(said.split('\n').map((line) => line.replace(/:.*/, ''))).toEqual([
    '预签约成功，应答验签通过 pre-signed',
    '拒绝了一条通知 refused a notification',
    '通知验签、解密通过 notified',
    '查询结果与通知一致 queried',
    '',
  ]);
  const [contract] = await simulator.control.contracts();
  expect(contract?.state).toBe('signed');
}

describeWith(['java', 'sh'], 'a Java program of the standard library', ({ java, sh }) => {
  it('pre-signs, is notified and verifies, with what the simulator printed for a shell', async () => {
    const simulator = await startPackedSimulator('export', folder);
    const cwd = createFolder({
      'SignOnce.java': recipe('java/SignOnce.java'),
      'settings.sh': simulator.printed,
    });
    const run = `. ./settings.sh && exec ${java} SignOnce.java`;
    await signsOnce(simulator, sh, ['-c', run], cwd);
    await simulator.end();
  });

  it('believes no answer that is wrongly signed', async () => {
    const simulator = await startPackedSimulator('json', folder);
    await simulator.control.faults([{ operation: 'preEntrustSign', badSignature: true }]);
    const cwd = createFolder({ 'SignOnce.java': recipe('java/SignOnce.java') });
    const program = startProgram(java, ['SignOnce.java'], { cwd, env: simulator.settings });
    expect(await program.exited).toBe(1);
    expect(program.said()).toContain('GeneralSecurityException: signature');
    await simulator.end();
  });
});

describeWith(
  ['pythonCryptography'],
  'a Python program with cryptography',
  ({ pythonCryptography: python }) => {
    it('pre-signs, is notified and verifies, with what the simulator printed as JSON', async () => {
      const simulator = await startPackedSimulator('json', folder);
      const cwd = createFolder({
        'sign_once.py': recipe('python/sign_once.py'),
        'simulator.json': simulator.printed,
      });
      await signsOnce(simulator, python, ['sign_once.py', 'simulator.json'], cwd, {
        PYTHONIOENCODING: 'utf8',
      });
      await simulator.end();
    });

    it('believes no answer that is wrongly signed', async () => {
      const simulator = await startPackedSimulator('json', folder);
      await simulator.control.faults([{ operation: 'preEntrustSign', badSignature: true }]);
      const cwd = createFolder({
        'sign_once.py': recipe('python/sign_once.py'),
        'simulator.json': simulator.printed,
      });
      const program = startProgram(python, ['sign_once.py', 'simulator.json'], { cwd });
      expect(await program.exited).toBe(1);
      expect(program.said()).toContain('InvalidSignature');
      await simulator.end();
    });
  },
);

describe('the command', () => {
  it('is one command away for whoever has the tarball', async () => {
    const cwd = createFolder();
    copyFileSync(await tarball('wechatpay-simulator'), join(cwd, 'simulator.tgz'));
    const said = await runNpm(['exec', '--yes', '--prefer-offline', '--', './simulator.tgz', '--help'], cwd);
    expect(said).toMatch(/^wechatpay-simulator：在本机代替微信支付/);
    expect(said).toContain('Usage: wechatpay-simulator');
  });

  it('makes its keys where it is started, and git leaves them alone', async () => {
    const simulator = await startPackedSimulator('dotenv', folder);
    expect(simulator.printed).toMatch(/^WECHATPAY_MCHID="1900000100"$/m);
    const served = await simulator.control.config();
    const key = readFileSync(join(folder, '.simulator/keys/apiclient_key.pem'), 'utf8');
    expect(served.WECHATPAY_MERCHANT_PRIVATE_KEY).toBe(key);
    expect(readFileSync(join(folder, '.simulator/keys/.gitignore'), 'utf8')).toBe('*\n');
    await simulator.end();
  });
});
