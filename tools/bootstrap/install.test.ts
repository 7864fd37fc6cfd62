import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';
import { startNode } from '../processes/processes';
import { ensureInstalled, fingerprint } from './install.mjs';
import { npmCommand } from './npm.mjs';

describe('what an install depends on', () => {
  let folder: string;
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'install-'));
    mkdirSync(path.join(folder, 'server'));
    mkdirSync(path.join(folder, 'docs'));
    write('package.json', '{}');
    write('pnpm-lock.yaml', 'lockfileVersion: 9');
    write('pnpm-workspace.yaml', 'packages: [server]');
    write('server/package.json', '{"name":"server"}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['package.json', '{"devDependencies":{"a":"1"}}'],
    ['pnpm-lock.yaml', 'lockfileVersion: 10'],
    ['pnpm-workspace.yaml', 'packages: [server, shared]'],
    ['server/package.json', '{"name":"server","dependencies":{"b":"2"}}'],
    ['docs/package.json', '{"name":"a new package"}'],
  ])('includes %s', (file, text) => {
    const before = fingerprint(folder);
    write(file, text);
    expect(fingerprint(folder)).not.toBe(before);
  });

  it('includes nothing else', () => {
    const before = fingerprint(folder);
    write('server/main.ts', 'export {};');
    write('README.md', 'changed');
    expect(fingerprint(folder)).toBe(before);
  });

  it('is of no interest where the modules are borrowed: they stay as they are', async () => {
    mkdirSync(path.join(folder, 'of-another'));
    symlinkSync(path.join(folder, 'of-another'), path.join(folder, 'node_modules'), 'junction');
    await ensureInstalled(folder);
    expect(readdirSync(path.join(folder, 'of-another'))).toEqual([]);
  });
});

describe('how npx is called', () => {
  const node = path.join(path.sep, 'node', 'bin', 'node');
  const machine = (platform: NodeJS.Platform, npmExecpath?: string) => ({
    env: npmExecpath === undefined ? {} : { npm_execpath: npmExecpath },
    execPath: node,
    platform,
  });
  const only = (file: string) => (candidate: string) => candidate === file;

  it('runs the npx beside the npm that started us', () => {
    const cli = path.join(path.sep, 'npm', 'bin', 'npx-cli.js');
    const npm = path.join(path.sep, 'npm', 'bin', 'npm-cli.js');
    expect(npmCommand('npx', ['-y', 'pnpm'], machine('win32', npm), only(cli))).toEqual({
      file: node,
      args: [cli, '-y', 'pnpm'],
      shell: false,
    });
  });

  it.each([
    path.join(path.sep, 'node', 'bin', 'node_modules', 'npm', 'bin', 'npx-cli.js'),
    path.join(path.sep, 'node', 'lib', 'node_modules', 'npm', 'bin', 'npx-cli.js'),
  ])('else the one that came with Node: %s', (cli) => {
    const pnpm = path.join(path.sep, 'pnpm', 'pnpm.cjs');
    expect(npmCommand('npx', [], machine('darwin', pnpm), only(cli)).args).toEqual([cli]);
  });

  it('else the one on the PATH, which Windows finds through a shell only', () => {
    const nowhere = () => false;
    expect(npmCommand('npx', ['-y'], machine('win32'), nowhere)).toEqual({
      file: 'npx',
      args: ['-y'],
      shell: true,
    });
    expect(npmCommand('npx', ['-y'], machine('linux'), nowhere)).toEqual({
      file: 'npx',
      args: ['-y'],
      shell: false,
    });
  });
});

// Elsewhere there is no signal that a program could hear.
if (process.platform !== 'win32') {
  describe('an installer', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'install-ended-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const write = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };

    /** Starts an install by an npx that starts another program, as the real one does; waits until that one runs. */
    async function startInstall() {
      const installer = write('installer.mjs', `console.log('installing'); setInterval(() => {}, 1000);`);
      write(
        'npx-cli.js',
        `require('node:child_process').spawn(process.execPath, [${JSON.stringify(installer)}], { stdio: 'inherit' });`,
      );
      write('package.json', '{"packageManager":"pnpm@1.2.3"}');
      const install = pathToFileURL(path.join(__dirname, 'install.mjs')).href;
      const command = write(
        'command.mjs',
        `import { ensureInstalled } from ${JSON.stringify(install)}; await ensureInstalled(${JSON.stringify(folder)});`,
      );
      const env = { ...process.env, npm_execpath: path.join(folder, 'npm-cli.js') };
      const started = startNode(command, { env, output: 'pipe' });
      const lines = readline.createInterface({ input: started.child.stdout! });
      const closed = new Promise<void>((resolve) => lines.once('close', resolve));
      await new Promise<void>((resolve) => lines.on('line', (line) => line === 'installing' && resolve()));
      return { ...started, closed };
    }

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const)('is ended by %s with the command that runs it', async (signal, code) => {
      const { child, closed } = await startInstall();
      const exit = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      expect(await exit).toBe(code);
      // The output closes when the last that holds it is gone.
      await closed;
    });
  });
}
