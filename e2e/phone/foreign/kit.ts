import { createPhone, type PhoneServer } from '@contract-kit/phone';
import { createSimulator } from '@contract-kit/simulator';
import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../browser';
import { createHands, type Hands } from '../hands';

/** A mini-program that is not ours, on a phone of its own. */
export interface ForeignApp extends Hands {
  /** A text of the page in front by a part of it, as the user reads it: with its line breaks. */
  textWith(part: string): Promise<string>;
  /**
   * Waits after each letter for what the app then shows: it writes the field itself, and what is typed before it has answered is lost, as
   * in WeChat.
   */
  typeSlowly(field: Locator, text: string, shown: (typed: string) => string): Promise<void>;
  /** What is complained of beside the phone. */
  complaints(): Promise<string[]>;
  /** What the browser's console has of errors. */
  errors: string[];
  close(): Promise<void>;
}

/** One browser and one simulator for a test file; a phone for each test. */
export function useForeignApp(ensurePackage: () => string | Promise<string>) {
  const close: (() => Promise<unknown>)[] = [];
  /** Those of tests that failed, too. */
  const phones = new Set<PhoneServer>();
  let browser: Browser;
  let folder: string;
  let simulatorUrl: string;

  beforeAll(async () => {
    folder = await ensurePackage();
    browser = await launchBrowser();
    close.push(() => browser.close());
    const simulator = await createSimulator({ port: 0 });
    close.push(() => simulator.close());
    simulatorUrl = simulator.url;
  });
  afterAll(async () => {
    for (const phone of phones) await phone.close();
    for (const each of close.reverse()) await each();
  });

  return async function open(): Promise<ForeignApp> {
    const phone = await createPhone({ package: folder, origins: {}, simulatorUrl });
    phones.add(phone);
    const context = await browser.newContext({ viewport: { width: 1280, height: 960 }, locale: 'zh-CN' });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', ({ message }) => errors.push(message));
    const hands = await createHands(page, phone.url);
    return {
      ...hands,
      // biome-ignore lint/performance/useDomNodeTextContent: a line break of the text alone is not one on the screen
      textWith: (part) => hands.screen.getByText(part).first().innerText(),
      async typeSlowly(field, text, shown) {
        for (const [place, letter] of [...text].entries()) {
          await field.pressSequentially(letter);
          await hands.reads(shown(text.slice(0, place + 1)));
        }
      },
      complaints: () => page.locator('.notice-complaint').allInnerTexts(),
      errors,
      async close() {
        await context.close();
        phones.delete(phone);
        await phone.close();
      },
    };
  };
}
