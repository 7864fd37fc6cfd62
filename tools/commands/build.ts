import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { green, Problem, say, yellow } from '../bootstrap/terminal.mjs';
import { readOptions } from '../options';
import { listeningUrl } from '../processes/log-view';
import { Part } from '../processes/part';
import { onInterrupt, stopAll } from '../processes/processes';
import { startSimulator } from '../processes/simulator';
import { openServerRedis } from '../redis/redis';
import { bundleServer } from '../server-bundle';
import { redisSettings, withoutRealSettings } from '../settings';
import { writeAppid } from '../weapp/project';
import { placeholderUrl, type WeappSettings, weappSettings } from '../weapp/settings';
import { fileSizes, sizeTable } from '../weapp/sizes';
import { buildWeapp, miniprogram } from '../weapp/taro';

const dist = path.join(root, 'server/dist');
const weapp = path.join(miniprogram, 'dist');

/**
 * Builds what is deployed: the mini-program for WeChat, in miniprogram/dist, and the server, with everything it
 * needs, in server/dist: `node server/dist/main.js` runs it, also where nothing is installed. With --upload, only
 * if the settings are fit for users' phones.
 */
export async function run(args: string[]): Promise<number> {
  const { upload: forUpload } = readOptions('npm run build', args, {
    upload: { type: 'boolean', default: false },
  });
  const settings = weappSettings({ forUpload });
  onInterrupt(() => void stopAll().then(() => process.exit(130)));
  await buildMiniProgram(settings, forUpload);
  say('正在打包后端并试运行……', 'Bundling the server and trying it out…');
  await bundleServer(dist);
  await boot();
  const size = (statSync(path.join(dist, 'main.js')).size / 1e6).toFixed(1);
  say(
    `${green('✓')} 已生成 server/dist（main.js ${size} MB，已试运行）。启动：node server/dist/main.js --env-file .env`,
    `Built and tried out. Run it with: node server/dist/main.js --env-file .env`,
  );
  return 0;
}

async function buildMiniProgram({ serverUrl, appid }: WeappSettings, forUpload: boolean) {
  say('正在构建小程序，约 10 秒……', 'Building the mini-program; about 10 s.');
  rmSync(weapp, { recursive: true, force: true });
  await buildWeapp(weapp, serverUrl);
  writeAppid(weapp, appid);
  process.stdout.write(`${sizeTable(fileSizes(weapp))}\n`);
  say(
    `${green('✓')} 已生成 miniprogram/dist，后端地址 ${serverUrl}。`,
    'Built. The address of its server is above.',
  );
  if (serverUrl === placeholderUrl) {
    say(
      `${yellow('!')} 这是占位地址，真机上打不开：没有设置 MINIPROGRAM_SERVER_URL。要上传请先设置，再运行 npm run build -- --upload`,
      'That is a placeholder: MINIPROGRAM_SERVER_URL is not set. Before an upload set it, and run: npm run build -- --upload',
    );
  }
  if (forUpload) {
    say(
      `  可以上传了：用微信开发者工具打开 miniprogram/dist，AppID ${appid}。`,
      '  Ready: open miniprogram/dist in WeChat DevTools and upload it.',
    );
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
