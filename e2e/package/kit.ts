import { randomBytes } from 'node:crypto';
import wxCalls from '@contract-kit/miniprogram/wx-calls.json';
import { type Phone, type PhoneOptions, readPackage } from '@contract-kit/phone/runtime/node';
import { ensureWeapp } from '../../tools/weapp/package';
import { placeholderUrl } from '../../tools/weapp/settings';
import { type Kit, type KitOptions, startKit } from '../kit';
import { createPhone } from '../kit/phone';
import { createFront, type Front } from './front';
import { createUser } from './user';

export { answer } from '../kit/phone';
export * from './server-calls';
export { signingAppId, t, type User } from './user';

type PackageFiles = ReturnType<typeof readPackage>;

export interface UserOptions extends Partial<Omit<PhoneOptions, 'package' | 'origins' | 'login' | 'appId'>> {
  name?: string;
  /** The package as part of a merchant's app: that opens on a page of its own, where 去开通 leads to the signing page. */
  home?: boolean;
  /** Of the MINIPROGRAM_SERVER_URL that the package was built with. */
  serverPath?: string;
  /** JavaScript that runs before the app does, as what WeChat has done to the app's world. */
  beforeTheApp?: string;
  /** Somebody else's phone is handed over, with all that is kept on it. */
  storage?: ReadonlyMap<string, string>;
}

/** A server, a simulator and the built package for a whole test file; its users may do things at the same time. */
export function usePackage(options?: KitOptions) {
  const fronts: Front[] = [];
  const phones: Phone[] = [];
  const inTurn = createTurns();
  let kit: Kit;
  let files: PackageFiles;

  beforeAll(async () => {
    files = readPackage(await ensureWeapp());
    kit = await startKit(options);
  });

  afterAll(async () => {
    for (const phone of phones) phone.close();
    for (const front of fronts) await front.close();
    await kit?.close();
    expectListedCalls(phones);
    expect(phones.flatMap(({ log }) => log.errors)).toEqual([]);
  });

  return {
    get kit() {
      return kit;
    },
    /** A person with a phone, on which the app is not running yet. */
    async user({
      name = newName(),
      home,
      serverPath,
      beforeTheApp = '',
      storage,
      ...phoneOptions
    }: UserOptions = {}) {
      const front = await createFront(kit.url);
      fronts.push(front);
      const phone = createPhone(kit.control, name, {
        ...phoneOptions,
        package: withBefore(beforeTheApp, home ? withHome(files) : withServerPath(files, serverPath)),
        origins: { [placeholderUrl]: front.url },
      });
      for (const [key, value] of storage ?? []) phone.storage.set(key, value);
      phones.push(phone);
      const user = await createUser(kit, name, phone, front);
      await inTurn();
      return user;
    },
  };
}

/**
 * Users that are made at the same time go on one after another. A start of the app keeps this process busy, the server in it, too:
 * between two of them it answers.
 */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}

function withServerPath(files: PackageFiles, path = ''): PackageFiles {
  return new Map(
    [...files].map(([name, text]) => [name, text.replaceAll(placeholderUrl, placeholderUrl + path)]),
  );
}
const withBefore = (code: string, files: PackageFiles): PackageFiles =>
  new Map([...files, ['app.js', `${code}\n${files.get('app.js')}`]]);

function withHome(files: PackageFiles): PackageFiles {
  const config = JSON.parse(files.get('app.json')!) as { pages: string[] };
  return new Map([
    ...files,
    ['app.json', JSON.stringify({ ...config, pages: ['pages/home/index', ...config.pages] })],
    ['pages/home/index.js', "Page({ go() { wx.navigateTo({ url: '/pages/sign/index' }) } })"],
    ['pages/home/index.wxml', '<view bindtap="go">去开通</view>'],
  ]);
}

/** The package calls nothing of `wx` that is not in the list that merchants and reviewers are shown. */
function expectListedCalls(phones: Phone[]): void {
  const made = new Set(phones.flatMap(({ log }) => log.calls.map(({ name }) => name)));
  expect([...made].filter((name) => !wxCalls.includes(name))).toEqual([]);
}

const newName = () => `user-${randomBytes(4).toString('hex')}`;
