import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { killTree } from './kill-tree.mjs';
import { withLock } from './lock.mjs';
import { npmCommand } from './npm.mjs';
import { root } from './root.mjs';
import { bold, Problem, say } from './terminal.mjs';

const neededDiskBytes = 500 * 1024 * 1024;

/**
 * Installs what package.json and the lock file ask for, unless the last install did just that.
 * @param {string} [folder] the repository
 */
export async function ensureInstalled(folder = root) {
  if (isInstalled(folder)) return;
  if (!isWritable(folder)) {
    throw new Problem(
      `当前用户没有写入 ${folder} 的权限。请修改目录权限，或把项目放到自己的目录下。`,
      `No permission to write to ${folder}: change its permissions, or put the project in a folder of your own.`,
    );
  }
  await withLock(
    path.join(folder, '.install.lock'),
    async () => {
      if (!isInstalled(folder)) await install(folder);
    },
    {
      onWait: () =>
        say(
          '另一个命令正在安装依赖，请稍候……',
          'Another command is installing the dependencies; waiting for it.',
        ),
    },
  );
}

/** @param {string} folder */
async function install(folder) {
  const pnpm = pinnedPnpm(folder);
  say(
    bold('首次运行或依赖有变化：正在安装依赖，通常需要 1 到 3 分钟，取决于网速。'),
    `Installing the dependencies with ${pnpm}; this takes 1 to 3 minutes, once.`,
  );
  rmSync(stampFile(folder), { force: true });
  const started = performance.now();
  const code = await run(folder, [
    '-y',
    '--prefer-offline',
    pnpm,
    'install',
    '--frozen-lockfile',
    // Never stop to ask whether a node_modules of another package manager may be replaced.
    '--config.confirmModulesPurge=false',
  ]);
  if (code !== 0) throw whyItFailed(folder, pnpm);
  mkdirSync(path.dirname(stampFile(folder)), { recursive: true });
  writeFileSync(stampFile(folder), fingerprint(folder));
  const seconds = Math.round((performance.now() - started) / 1000);
  say(`依赖安装完成，用时 ${seconds} 秒。`, `Installed in ${seconds} s.`);
}

/**
 * Everything that an install depends on, as one hash.
 * @param {string} folder
 */
export function fingerprint(folder) {
  const packages = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => path.join(entry.name, 'package.json'))
    .sort();
  const hash = createHash('sha256');
  hash.update(`${process.platform} ${process.arch} ${process.versions.modules}\n`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...packages]) {
    if (!existsSync(path.join(folder, file))) continue;
    hash.update(`${file.replaceAll('\\', '/')}\n`).update(readFileSync(path.join(folder, file)));
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function isInstalled(folder) {
  // A copy for tests or mutants: an install there would lead the links of all others into the copy.
  if (lstatSync(path.join(folder, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  const stamp = stampFile(folder);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(folder);
}

/** @param {string} folder */
const stampFile = (folder) => path.join(folder, 'node_modules/.contract-kit-installed');

/**
 * `pnpm@1.2.3`, from package.json's `packageManager`.
 * @param {string} folder
 */
function pinnedPnpm(folder) {
  const { packageManager } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return String(packageManager).split('+')[0] ?? '';
}

/**
 * @param {string} folder
 * @param {string[]} args of npx
 * @returns {Promise<number>} the exit code
 */
function run(folder, args) {
  const { file, args: all, shell } = npmCommand('npx', args, process);
  const child = spawn(file, all, {
    cwd: folder,
    shell,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: installEnv(),
    // A process group of its own: npx does not end the installer when it is ended itself.
    detached: process.platform !== 'win32',
  });
  // Whatever ends this command ends the installer first; 'exit' gives the lock back.
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    killTree(child, signal);
    process.exit(128 + os.constants.signals[signal]);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, end);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code) => {
      for (const signal of signals) process.removeListener(signal, end);
      resolve(code ?? 1);
    });
  });
}

/** NODE_ENV=production would leave out the tools that the commands run on; four quick retries beat two slow ones. */
function installEnv() {
  const { NODE_ENV: _, ...env } = process.env;
  return {
    npm_config_fetch_retries: '4',
    npm_config_fetch_retry_factor: '2',
    npm_config_fetch_retry_mintimeout: '1000',
    ...env,
  };
}

/**
 * The installer's own words are already on the screen; this says in a line what they come down to.
 * @param {string} folder
 * @param {string} pnpm
 */
function whyItFailed(folder, pnpm) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < neededDiskBytes) {
    return new Problem(
      '安装失败：磁盘空间不足，至少需要 500 MB。清理后请重新运行。',
      'Installation failed: less than 500 MB of disk space is left. Free some and run the command again.',
    );
  }
  if (!canReachRegistry(folder, pnpm)) {
    return new Problem(
      [
        '安装失败：连不上 npm 软件源。请检查：',
        '  1. 网络是否连通；',
        '  2. 公司网络需要代理时：npm config set proxy <代理地址>，npm config set https-proxy <代理地址>；',
        '  3. 软件源太慢或被拦截时换用镜像：npm config set registry <镜像地址>（当前地址：npm config get registry）。',
        '然后重新运行同一条命令，已下载的部分不会丢失。',
      ].join('\n'),
      'Installation failed: the npm registry cannot be reached. Check the network, the proxy (npm config set https-proxy <address>) ' +
        'or choose a mirror (npm config set registry <address>), then run the same command again.',
    );
  }
  return new Problem(
    `安装失败，原因见上面的输出。修改过 package.json 时，请先运行 npx -y ${pnpm} install 更新锁文件；否则可删除 node_modules 后重试。`,
    `Installation failed for the reason above. After a change to a package.json run: npx -y ${pnpm} install. Otherwise delete node_modules and try again.`,
  );
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    for (const place of [folder, path.join(folder, 'node_modules')]) {
      if (existsSync(place)) accessSync(place, constants.W_OK);
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks as npm itself would: with its proxy, certificates and registry.
 * @param {string} folder
 * @param {string} pnpm
 */
function canReachRegistry(folder, pnpm) {
  const asked = ['view', pnpm, 'version', '--fetch-retries=0', '--fetch-timeout=8000'];
  const { file, args, shell } = npmCommand('npm', asked, process);
  return spawnSync(file, args, { cwd: folder, shell, stdio: 'ignore', windowsHide: true }).status === 0;
}
