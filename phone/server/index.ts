import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createControl } from '@contract-kit/simulator/control';
import Koa from 'koa';
import { WebSocketServer } from 'ws';
import { WeappPackage } from '../package/weapp-package';
import {
  elsewhere,
  type InstalledApp,
  type MerchantCode,
  noTroubles,
  type ToPage,
  type Troubles,
  type World,
} from '../protocol';
import { afterNews, type CodeNews, codeEntry } from '../timeline/code-news';
import type { NewEntry } from '../timeline/entry';
import { fromObserved } from '../timeline/from-observed';
import { fromPlatform } from '../timeline/from-platform';
import { PlatformEvents } from '../timeline/platform-events';
import { Timeline } from '../timeline/timeline';
import { AppStorage } from './app-storage';
import { ensureAssets } from './assets';
import { isOwn } from './guard';
import { makeTrouble, readTroubles } from './make-trouble';
import type { PhoneOptions } from './options';
import { endContracts, PastSignings } from './past-signings';
import { createRoutes } from './routes';
import { serveSocket } from './socket';

export type { Troubles, World } from '../protocol';
export type { PhoneOptions } from './options';

/** The signing mini-program: what its server is called in it, and its appid. */
const signing = {
  appId: 'wxbd687630cd02ce1d',
  name: '微信支付签约',
  origin: 'https://signing.wechatpay.invalid',
  folder: join(__dirname, '../signing-app'),
};

/** Builds of the merchant's mini-program: an open page may still be loading the one before. */
const keptBuilds = 3;

/** The simulator's stream of events may be broken. */
const resetPatienceMs = 1_000;

export interface PhoneServer {
  /** The address to open. */
  url: string;
  /** By which names the simulator knows the two people whose phone this is, until a reset. */
  readonly users: readonly [string, string];
  /** What the merchant's server tells of itself, for the timeline: an `ObservedEntry`. */
  observed(entry: unknown): void;
  /** Another build of the merchant's mini-program: shown at once. Throws what is wrong with it, and keeps the one before. */
  setPackage(folder: string, mode: InstalledApp['mode'], origins?: Record<string, string>): void;
  /** What came of a change in `server/merchant`. */
  codeChanged(news: CodeNews): void;
  /** Why the latest build is not shown; undefined: it is. */
  setBuildError(text: string | undefined): void;
  close(): Promise<void>;
}

/** Serves the phone: a page for the browser, on this machine only. Rejects when the port is taken or a package does not compile. */
export async function createPhone(options: PhoneOptions): Promise<PhoneServer> {
  const control = createControl(options.simulatorUrl);
  const [assets, config] = await Promise.all([ensureAssets(), control.config()]);
  const storage = new AppStorage();
  const timeline = new Timeline();
  const signingPackage = new WeappPackage(signing.folder);
  /** The merchant's, the newest first. */
  let builds: WeappPackage[] = [];
  let merchant = describe(
    addBuild(new WeappPackage(options.package)),
    config.SUB_APPID!,
    options.name ?? '示例商户',
    options.origins,
  );
  const signingApp = describe(signingPackage, signing.appId, signing.name, {
    [signing.origin]: control.url,
  });
  let users = newUsers();
  let troubles: Troubles = noTroubles;
  let merchantCode: MerchantCode = {};

  function addBuild(found: WeappPackage): WeappPackage {
    const others = builds.filter(({ version }) => version !== found.version);
    builds = [found, ...others].slice(0, keptBuilds);
    for (const text of found.warnings)
      timeline.add({ at: Date.now(), kind: 'trouble', from: 'miniprogram', level: 'warn', text });
    return found;
  }

  function describe(found: WeappPackage, appId: string, name: string, origins: Record<string, string>) {
    const app: InstalledApp = {
      appId,
      name,
      version: found.version,
      mode: 'production',
      problems: found.warnings,
      requestDomains: Object.keys(origins),
      jumpAfterDialog: options.jumpAfterDialog ?? false,
    };
    return { origins, app };
  }
  const apps = (): World['apps'] => [merchant.app, signingApp.app];
  const world = (): World => ({
    apps: apps(),
    users,
    troubles,
    canShorten: options.shorten !== undefined,
    canDeliver: options.deliver !== undefined,
    merchantCode,
    timeline: timeline.list() as World['timeline'],
  });

  const app = new Koa();
  let port = 0;
  app.use(async (context, next) => {
    context.set({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    if (isOwn(context.req, port)) await next();
    else context.status = 403;
  });
  const packageOf = (wanted: string) => [signingPackage, ...builds].find(({ version }) => version === wanted);
  app.use(createRoutes(assets, packageOf, storage).routes());
  // With Node's 5 s a busy browser sends on a connection that closes just then.
  const server = createServer({ keepAliveTimeout: 61_000 }, app.callback());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 });
  server.on('upgrade', (request, socket, head) => {
    const fits = request.url === '/socket' && request.headers.origin !== undefined && isOwn(request, port);
    if (fits) sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened));
    else socket.destroy();
  });
  const tellAll = (message: ToPage) => {
    const text = JSON.stringify(message);
    for (const each of sockets.clients) if (each.readyState === each.OPEN) each.send(text);
  };
  timeline.subscribe((entry) => tellAll({ type: 'entry', entry }));
  const past = new PastSignings();
  const add = (entry: NewEntry | undefined) => entry && !past.has(entry) && timeline.add(entry);
  let resetHeard = () => {};
  const platformEvents = new PlatformEvents(options.simulatorUrl, (event) => {
    if (event.type === 'reset') {
      past.add(timeline.list());
      timeline.clear();
    }
    add(fromPlatform(event));
    if (event.type === 'reset') resetHeard();
  });

  async function trouble(change: Partial<Troubles>): Promise<void> {
    await makeTrouble(control, change, options.shorten);
    troubles = { ...troubles, ...change };
    tellAll({ type: 'troubles', troubles });
  }

  sockets.on('connection', (socket) => {
    serveSocket(socket, (appId) => (appId === signing.appId ? signingApp : merchant).origins, {
      code: async (appId, user) =>
        user === elsewhere ? `elsewhere-${randomBytes(6).toString('hex')}` : control.code(user, appId),
      tell: (entry) => void add(entry as NewEntry),
      async trouble(given) {
        const change = readTroubles(given);
        if (!change) throw new Error('no such trouble');
        await trouble(change);
      },
      deliver: (outContractCode, event) => options.deliver?.(outContractCode, event),
      terminate: async (outContractCode) => void (await control.terminate(outContractCode)),
      async reset() {
        if (troubles.shortLifetime) await trouble({ shortLifetime: false });
        // What the simulator tells before its reset is of the time before.
        const heard = new Promise<void>((resolve) => {
          resetHeard = resolve;
          setTimeout(resolve, resetPatienceMs).unref();
        });
        await endContracts(control);
        await control.reset();
        await heard;
        storage.clear();
        users = newUsers();
        troubles = noTroubles;
        tellAll({ type: 'reset', world: world() });
      },
    });
    socket.send(JSON.stringify({ type: 'world', world: world() } satisfies ToPage));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;

  function setMerchant(change: Partial<InstalledApp>, origins = merchant.origins): void {
    const { buildError: _old, ...app } = merchant.app;
    merchant = { origins, app: { ...app, ...change, requestDomains: Object.keys(origins) } };
    tellAll({ type: 'apps', apps: apps() });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    get users() {
      return users;
    },
    observed: (entry) => void add(fromObserved(entry)),
    codeChanged(news) {
      merchantCode = afterNews(merchantCode, news);
      tellAll({ type: 'merchantCode', merchantCode });
      add(codeEntry(news));
    },
    setPackage(folder, mode, origins) {
      const found = addBuild(new WeappPackage(folder));
      setMerchant({ version: found.version, mode, problems: found.warnings }, origins);
    },
    setBuildError: (text) => setMerchant(text === undefined ? {} : { buildError: text }),
    async close() {
      platformEvents.close();
      for (const each of sockets.clients) each.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Two people: what one has signed must not be the other's. */
function newUsers(): [string, string] {
  const mark = randomBytes(3).toString('hex');
  return [`a-${mark}`, `b-${mark}`];
}
