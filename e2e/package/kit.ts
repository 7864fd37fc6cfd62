import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { texts } from '@contract-kit/miniprogram/src/texts';
import wxCalls from '@contract-kit/miniprogram/wx-calls.json';
import type { ReturnReport, Signing, SigningStatus } from '@contract-kit/shared';
import { Phone, type PhoneOptions, readPackage } from '@contract-kit/simulator/logic-layer/node-host';
import { ensureWeapp } from '../../scripts/weapp-package.mjs';
import { placeholderUrl } from '../../scripts/weapp-settings.mjs';
import { type Kit, type KitOptions, startKit, waitFor } from '../kit';
import { createFront, type Front } from './front';

/** What people read in Chinese: the tests tap by these words, as people do. */
export const t = texts['zh-CN'];

type PackageFiles = ReturnType<typeof readPackage>;

export const signingAppId = 'wxbd687630cd02ce1d';

/** The first build of changed sources takes its time. */
const BUILD_MS = 240_000;

export interface UserOptions extends Partial<Omit<PhoneOptions, 'package' | 'origins' | 'login'>> {
  name?: string;
  /** The package as part of a merchant's app: that opens on a page of its own, where 去开通 leads to the signing page. */
  home?: boolean;
  /** Somebody else's phone is handed over, with all that is kept on it. */
  storage?: ReadonlyMap<string, string>;
}

/** A server, a simulator and the built package for a whole test file; its users may do things at the same time. */
export function usePackage(options?: KitOptions) {
  const fronts: Front[] = [];
  const phones: Phone[] = [];
  let kit: Kit;
  let files: PackageFiles;

  beforeAll(async () => {
    files = readPackage(await ensureWeapp());
    kit = await startKit(options);
  }, BUILD_MS);

  afterAll(async () => {
    for (const phone of phones) phone.close();
    expectListedCalls(phones);
    expect(phones.flatMap(({ log }) => log.errors)).toEqual([]);
    for (const front of fronts) await front.close();
    await kit?.close();
  });

  return {
    get kit() {
      return kit;
    },
    /** All phones of the file. */
    phones,
    /** A person with a phone, on which the app is not running yet. */
    async user({ name = newName(), home, storage, ...phoneOptions }: UserOptions = {}) {
      const front = await createFront(kit.url);
      fronts.push(front);
      const phone = new Phone({
        appId: 'wxd678efh567hg6787',
        ...phoneOptions,
        package: home ? withHome(files) : files,
        origins: { [placeholderUrl]: front.url },
        login: async () => ({ code: await kit.control.code(name) }),
      });
      for (const [key, value] of storage ?? []) phone.storage.set(key, value);
      phones.push(phone);
      return createUser(kit, name, phone, front);
    },
  };
}

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

/** What one person does, on the phone and in the signing mini-program; and what is known of them elsewhere. */
async function createUser(kit: Kit, name: string, phone: Phone, front: Front) {
  /** Logged in apart from the phone: what the server says of the same person. */
  const server = await kit.login(name);

  const user = {
    name,
    phone,
    server,
    front,

    /** Opens the mini-program, and waits for the button. */
    open: async (): Promise<void> => {
      phone.coldStart();
      await phone.waitForText(t.openNote);
    },

    /** Taps 开通 and allows the jump. Resolves in the signing mini-program, the jump reported and the app suspended. */
    jump: async (): Promise<{ outContractCode: string; preEntrustwebId: string }> => {
      const reports = answered(phone, '/launch').length;
      const preEntrustwebId = await user.jumpAtOnce();
      await phone.waitFor(() => answered(phone, '/launch').length > reports);
      await phone.advance(6_000);
      return { outContractCode: (await server.current()).body.outContractCode, preEntrustwebId };
    },

    /** The same, without time to report it. Resolves to the pre_entrustweb_id. */
    jumpAtOnce: async (): Promise<string> => {
      phone.tap(t.open);
      await phone.waitFor(() => phone.dialog);
      phone.answer(true);
      const { extraData } = await phone.waitFor(() => phone.otherApp);
      await phone.waitFor(() => phone.state !== 'foreground');
      return (extraData as { pre_entrustweb_id: string }).pre_entrustweb_id;
    },

    /** What this person does in the signing mini-program. */
    inSigningApp: (preEntrustwebId: string, does: 'sign' | 'abandon' | 'fail') =>
      kit.control.call('POST', `/sign-sessions/${preEntrustwebId}/${does}`, { user: name }),

    /** Signs, from the button to 已开通. Resolves to the contract's code. */
    sign: async (): Promise<string> => {
      const { outContractCode, preEntrustwebId } = await user.jump();
      await user.inSigningApp(preEntrustwebId, 'sign');
      phone.returnFromOtherApp({ return_code: 'SUCCESS' });
      await phone.waitForText(t.signedNote);
      await kit.event(outContractCode, 'signed');
      return outContractCode;
    },

    /** Waits, as the app does, until the server gives the user's newest signing this status. */
    serverSays: async (status: SigningStatus): Promise<Signing> => {
      let { body: signing } = await server.current();
      while (signing.status !== status) {
        const { outContractCode, version, status: before } = signing;
        signing = await waitFor(`the server to say ${status} instead of ${before}`, async () => {
          const { body } = await server.get(outContractCode, `?wait=10&after=${version}`);
          return body.version !== version && body;
        });
      }
      return signing;
    },

    /** The names of what the merchant's functions were told of a contract. */
    merchantWasTold: (outContractCode: string) =>
      kit.events.filter((event) => event.outContractCode === outContractCode).map((event) => event.name),
  };
  return user;
}

export type User = Awaited<ReturnType<typeof createUser>>;

export interface ServerCall {
  method: string;
  path: string;
  header: Record<string, string>;
  body: unknown;
  /** Undefined while there is no answer. */
  errMsg: string | undefined;
  /** By the phone's clock, ms. */
  at: number;
}

/** What the app has asked the server for, in order: calls whose path, without its query, ends so. */
export function callsTo(phone: Phone, ending = ''): ServerCall[] {
  return phone.log
    .named('request')
    .map(({ params, errMsg, at }) => {
      const { url, method, header, data } = params as Record<'url' | 'method', string> & {
        header: Record<string, string>;
        data?: unknown;
      };
      return { method, path: url.replace(placeholderUrl, ''), header, body: data, errMsg, at };
    })
    .filter(({ path }) => path.replace(/\?.*/, '').endsWith(ending));
}

/** The same, of those that the server has answered. */
export const answered = (phone: Phone, ending: string) =>
  callsTo(phone, ending).filter(({ errMsg }) => errMsg === 'request:ok');

/** What the server was told of returns. */
export const returnsTold = (phone: Phone) =>
  callsTo(phone, '/return').map(({ body }) => body as ReturnReport);

/** The long polls. */
export const polls = (phone: Phone) => callsTo(phone).filter(({ path }) => path.includes('?wait='));

/** Lets time pass on the phone until something is so; slowly enough for the server to answer meanwhile. */
export async function passTimeUntil(phone: Phone, isSo: () => boolean, atMostMs = 120_000): Promise<void> {
  const end = phone.clock.now() + atMostMs;
  while (!isSo()) {
    if (phone.clock.now() > end) throw new Error(`not so within ${atMostMs / 1000} s of the phone: ${isSo}`);
    await phone.advance(1_000);
    await delay(5);
    // What the server does not hold back on purpose.
    await phone.waitFor(() => callsTo(phone).every(({ errMsg, path }) => errMsg || path.includes('?wait=')));
  }
}
