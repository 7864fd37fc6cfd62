import { createPhone, type PhoneServer } from '@contract-kit/phone';
import { createSimulator, type Simulator } from '@contract-kit/simulator';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../browser';
import { createMerchant } from './merchant';
import { type Noted, type SmallApp, writeApp } from './small-app';

const PATIENCE_MS = 60_000;

/** The page in front on the phone, with a test's mini-program on it. */
export interface Screen {
  /** The page in the browser, around the phone. */
  page: Page;
  frame: FrameLocator;
  /** By a selector of the browser's: tags are `wx-view`. */
  find(selector: string): Locator;
  /** What a style of the element has come to. */
  style(selector: string, name: string, pseudo?: string): Promise<string>;
  /** What handlers were given, the first at first. */
  noted(): Promise<Noted[]>;
  /** Resolves when these handlers, and no others, have been called in this order. */
  called(...handlers: string[]): Promise<Noted[]>;
}

/** Where the tests' mini-programs may ask. */
export const merchantOrigin = 'https://merchant.example';

export type TestPhone = ReturnType<typeof usePhone>;

/** One phone in a browser for all tests, as a start takes longest; `show` puts another mini-program on it. */
export function usePhone() {
  let browser: Browser | undefined;
  let simulator: Simulator | undefined;
  let phone: PhoneServer;
  const merchant = createMerchant();
  const removals: (() => void)[] = [];
  let page: Page | undefined;
  let address = '';

  beforeAll(async () => {
    const [platform, launched] = await Promise.all([
      createSimulator({ port: 0 }),
      launchBrowser(),
      merchant.listen(),
    ]);
    simulator = platform;
    browser = launched;
    const empty = writeApp({ wxml: '' });
    removals.push(empty.remove);
    phone = await createPhone({
      package: empty.folder,
      origins: { [merchantOrigin]: merchant.url },
      simulatorUrl: simulator.url,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await phone?.close();
    await simulator?.close();
    await merchant.close();
    for (const remove of removals) remove();
  });

  async function pageAt(query: string): Promise<Page> {
    const url = phone.url + query;
    // High enough for the phone to have its own size, in a browser whose colours are not the phone's.
    const viewport = { width: 1280, height: 1200 };
    page ??= await browser!.newPage({ viewport, colorScheme: 'dark', locale: 'zh-CN' });
    page.setDefaultTimeout(PATIENCE_MS);
    if (address !== url) await page.goto(url);
    address = url;
    return page;
  }

  return {
    merchant,
    get server() {
      return phone;
    },
    get simulator() {
      return simulator!;
    },
    /** Another phone, on which a jump may follow a dialog: its page. The caller closes it. */
    async withJumpAfterDialog(folder: string) {
      const other = await createPhone({
        package: folder,
        origins: {},
        simulatorUrl: simulator!.url,
        jumpAfterDialog: true,
      });
      const page = await browser!.newPage({ locale: 'zh-CN' });
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(other.url);
      return { page, close: () => page.close().then(() => other.close()) };
    },
    /** @param query of the phone's address: `?device=large` */
    async show(app: SmallApp, query = ''): Promise<Screen> {
      const { folder, noted, remove } = writeApp(app);
      removals.push(remove);
      phone.setPackage(folder, 'production');
      const page = await pageAt(query);
      const frame = page.frameLocator('.stack:not(.behind) iframe:not(.behind)');
      await frame.locator(noted).waitFor({ state: 'attached' });
      return createScreen(page, frame, noted);
    },
  };
}

function createScreen(page: Page, frame: FrameLocator, noted: string): Screen {
  const screen: Screen = {
    page,
    frame,
    find: (selector) => frame.locator(selector),
    style: (selector, name, pseudo) =>
      frame
        .locator(selector)
        .evaluate(
          (element, [of, part]) => getComputedStyle(element, part).getPropertyValue(of!),
          [name, pseudo],
        ),
    noted: async () => JSON.parse((await frame.locator(noted).textContent())!) as Noted[],
    async called(...handlers) {
      await eventually(async () => {
        expect((await screen.noted()).map(({ handler }) => handler)).toEqual(handlers);
      });
      return screen.noted();
    },
  };
  return screen;
}

/** Tries until it holds. */
export async function eventually(holds: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    try {
      await holds();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
