import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const { env } = process;

const usualPlaces = [
  env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...[env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((folder) => [
    `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
    `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
  ]),
];

/** A Chromium, Chrome or Edge on this machine; `CHROME_PATH` names another. */
export function findBrowser(): string | undefined {
  return usualPlaces.find((path) => path !== undefined && existsSync(path));
}

/** Of these Chromium knows the last list alone: Playwright's own, without what phones and proxies need, and ours. */
const withoutFeatures = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  // Two pages of its own below the address bar that nobody sees: for each window more work than the page of the phone.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

/** Without a window. Nothing but what the test opens is asked for. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('no Chromium, Chrome or Edge found: install one, or set CHROME_PATH');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--lang=zh-CN',
      `--disable-features=${withoutFeatures.join(',')}`,
    ],
  });
}

/** Tests that need a browser: left out, with a line that says so, where there is none; in CI there must be one. */
export function describeWithBrowser(name: string, tests: () => void): void {
  if (findBrowser() || env.CI === 'true') {
    describe(name, tests);
    return;
  }
  console.warn(
    `${name}：略过，本机没有 Chromium、Chrome 或 Edge（可用 CHROME_PATH 指定） / left out, there is no Chromium, Chrome or Edge here`,
  );
  describe(name, () => it('needs a browser', () => {}));
}
