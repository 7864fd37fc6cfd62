import { texts } from '@contract-kit/miniprogram/texts';
import { createPhone, type PhoneServer } from '@contract-kit/phone';
import type { Browser } from 'playwright-core';
import { ensureWeapp } from '../../tools/weapp/package';
import { placeholderUrl } from '../../tools/weapp/settings';
import { type KitOptions, startKit } from '../kit';
import { launchBrowser } from './browser';
import { createHands, type Hands } from './hands';

/** What people read in Chinese: the tests tap by these words, as people do. */
export const t = texts['zh-CN'];

/** Browsers draw without a graphics card here: more phones at once would only wait for each other. */
const PHONES_AT_ONCE = 5;

/** The whole of it: Redis, server, simulator and phone of one's own, and a page in a browser. */
export interface Scene extends Hands {
  kit: Awaited<ReturnType<typeof startKit>>;
  phone: PhoneServer;
  /** The folder of the package that the phone runs. */
  packageFolder: string;
  /** Another page of the same phone's server. */
  another(query?: string): Promise<Hands>;
  /** Logged in apart from the phone: what the server says of the person whose phone it is. */
  server(): ReturnType<Scene['kit']['login']>;
  /** The names of the events that the merchant's functions got, in their order. */
  merchantWasTold(): string[];
}

interface SceneOptions extends KitOptions {
  /** Of the address: `?lang=en`. */
  query?: string;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
}

/** One browser for a test file. Gives what makes a test, with a world of its own, so that several run at the same time. */
export function usePhones() {
  let browser: Browser;
  let packageFolder: string;
  const slots = createSlots(PHONES_AT_ONCE);

  beforeAll(async () => {
    packageFolder = await ensureWeapp();
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  return (name: string, test: (scene: Scene) => Promise<void>, options: SceneOptions = {}) =>
    it.concurrent(name, () =>
      slots(async () => {
        const { scene, close } = await openScene(browser, packageFolder, options);
        try {
          await test(scene);
        } catch (error) {
          throw new Error(await whatWasThere(scene), { cause: error });
        } finally {
          await close();
        }
      }),
    );
}

/** @param packageFolder as a build has written it */
export async function openScene(browser: Browser, packageFolder: string, options: SceneOptions = {}) {
  let phone: PhoneServer | undefined;
  const observed = { observe: (entry: unknown) => phone?.observed(entry), observesAsIs: true };
  const kit = await startKit({ ...options, observed });
  phone = await createPhone({
    package: packageFolder,
    origins: { [placeholderUrl]: kit.url },
    simulatorUrl: kit.simulator.url,
    deliver: (...event) => void kit.deliverNow(...event),
  });
  const served = phone;
  const { viewport = { width: 1280, height: 960 }, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport, colorScheme, locale: 'zh-CN' });
  const another = async (query = '') => createHands(await context.newPage(), served.url + query);
  const scene: Scene = {
    ...(await another(options.query)),
    kit,
    phone: served,
    packageFolder,
    another,
    server: () => kit.login(served.users[0]),
    merchantWasTold: () => kit.events.map((event) => event.name),
  };
  const close = async () => {
    await context.close();
    await served.close();
    await kit.close();
  };
  return { scene, close };
}

const LINES_OF_LOG = 30;

/** For whoever reads of a failure: what the phone showed, and what the server had last logged. */
async function whatWasThere({ page, kit }: Scene): Promise<string> {
  const [, ...pages] = page.frames();
  const places = [page.getByRole('region').first(), ...pages.map((frame) => frame.locator('body'))];
  const shown = await Promise.all(places.map((place) => place.ariaSnapshot({ timeout: 1000 }).catch(String)));
  const log = kit.logs.slice(-LINES_OF_LOG).map((line) => JSON.stringify(line));
  return `The phone, and the pages in it:\n\n${shown.join('\n---\n')}\n\nThe server's log:\n\n${log.join('\n')}`;
}

/** At most so many at a time; the others wait for their turn. */
function createSlots(count: number) {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (run: () => Promise<void>): Promise<void> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
