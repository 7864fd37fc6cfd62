import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/bootstrap/root.mjs';
import { complain, dim, green, Problem } from '../../tools/bootstrap/terminal.mjs';
import { ensureWeapp } from '../../tools/weapp/package';
import { findBrowser, launchBrowser } from '../phone/browser';
import { openScene } from '../phone/kit';
import { hasChineseFont } from './chinese-font';
import { pictures } from './pictures';

const folder = path.join(root, 'docs/images');
/** What a picture in the repository may weigh. */
const mostBytes = 150_000;

/** `npm run screenshots` with its Redis chosen: the pictures of the README, each of them a state that has a link. */
async function main(): Promise<void> {
  if (!findBrowser()) {
    throw new Problem(
      '没有找到 Chromium、Chrome 或 Edge：请先安装，或用 CHROME_PATH 指定。',
      'No Chromium, Chrome or Edge was found: install one, or name it with CHROME_PATH.',
    );
  }
  const weapp = await ensureWeapp();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    if (!(await hasChineseFont(page))) {
      throw new Problem(
        '这台机器没有中文字体，截图里的汉字会是方框：请先安装，如 Debian 的 fonts-noto-cjk。',
        'This machine has no CJK font, Chinese would come out as boxes: install one, such as fonts-noto-cjk on Debian.',
      );
    }
    await page.close();
    mkdirSync(folder, { recursive: true });
    for (const old of readdirSync(folder)) rmSync(path.join(folder, old));
    for (const { name, query, text, viewport, colorScheme = 'light' } of pictures) {
      const { scene, close } = await openScene(browser, weapp, { query, viewport, colorScheme });
      const file = path.join(folder, `${name}.jpg`);
      try {
        await scene.reads(text);
        await scene.settled();
        await scene.page.screenshot({ path: file, type: 'jpeg', quality: 85 });
      } finally {
        await close();
      }
      const { size } = statSync(file);
      process.stdout.write(`${green('✓')} docs/images/${name}.jpg ${dim(`${Math.ceil(size / 1000)} kB`)}\n`);
      if (size > mostBytes) {
        throw new Problem(
          `docs/images/${name}.jpg 超过 ${mostBytes / 1000} kB。`,
          `docs/images/${name}.jpg has more than ${mostBytes / 1000} kB.`,
        );
      }
    }
  } finally {
    await browser.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    complain(error);
    process.exit(1);
  },
);
