import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listeningUrl } from '../log-view.mjs';
import { Part } from '../part.mjs';
import { onInterrupt, stopAll } from '../processes.mjs';
import { openServerRedis } from '../redis.mjs';
import { root } from '../root.mjs';
import { redisSettings, withoutRealSettings } from '../settings.mjs';
import { startSimulator } from '../simulator.mjs';
import { green, Problem, say } from '../terminal.mjs';

const source = path.join(root, 'server/src');
const dist = path.join(root, 'server/dist');

/**
 * Bundles the server, with everything it needs, into server/dist: `node server/dist/main.js` runs it, also where
 * nothing is installed.
 * @type {import('../commands.mjs').Command}
 */
export async function run() {
  onInterrupt(() => void stopAll().then(() => process.exit(130)));
  await bundle();
  copyScripts();
  await boot();
  const size = (statSync(path.join(dist, 'main.js')).size / 1e6).toFixed(1);
  say(
    `${green('✓')} 已生成 server/dist（main.js ${size} MB，已试运行）。启动：node server/dist/main.js`,
    `Built and tried out. Run it with: node server/dist/main.js`,
  );
  return 0;
}

async function bundle() {
  const { build } = await import('esbuild');
  rmSync(dist, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(source, 'main.ts')],
    outfile: path.join(dist, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20.18',
    sourcemap: true,
    // Names of classes and functions are part of what is logged.
    keepNames: true,
    absWorkingDir: root,
    logLevel: 'warning',
  });
}

/** The Lua scripts are read from the folder of the code that uses them, which is now the bundle's. */
function copyScripts() {
  const names = new Set();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.lua')) continue;
    const name = path.basename(file);
    if (names.has(name))
      throw new Error(`Two Lua scripts are named ${name}; the bundle has one folder for them all`);
    names.add(name);
    cpSync(path.join(source, file), path.join(dist, name));
  }
}

/** Proves that the bundle is whole: it serves from a folder with nothing else around it. */
async function boot() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'contract-kit-build-'));
  const env = withoutRealSettings(process.env);
  const redis = await openServerRedis({ WECHATPAY_BASE_URL: 'http://127.0.0.1' });
  try {
    cpSync(dist, folder, { recursive: true });
    const simulator = await startSimulator(env, 0);
    const server = new Part('bundle', path.join(folder, 'main.js'), {
      env: {
        ...env,
        ...simulator.settings,
        ...redisSettings(redis),
        PORT: '0',
        PUBLIC_URL: 'http://127.0.0.1:9',
      },
    });
    const url = await server.untilSaid(listeningUrl);
    const { status } = await fetch(`${url}/readyz`);
    if (status !== 200) {
      throw new Problem(
        `打包后的后端没有就绪：/readyz 返回 ${status}。`,
        `The bundle is not ready: /readyz says ${status}.`,
      );
    }
  } finally {
    await stopAll();
    await redis.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
