import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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
