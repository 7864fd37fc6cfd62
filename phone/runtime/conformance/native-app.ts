import { Phone, type PhoneOptions } from '../node-host';

export interface NativeApp {
  /** Members of `app.json` besides `pages`. */
  config?: Record<string, unknown>;
  /** `app.js`; by default one that writes its lifecycle to the console. */
  app?: string;
  /** The object given to `Page()`, as source, or all of the file if it says `Page(` or `Component(` itself; by path. */
  pages: Record<string, string>;
  /** By path, without `.wxml`. */
  wxml?: Record<string, string>;
  /** Any other files. */
  files?: Record<string, string>;
  phone?: Partial<PhoneOptions>;
}

const open: Phone[] = [];

afterEach(() => {
  for (const phone of open.splice(0)) phone.close();
});

/** A phone with a small native mini-program, written in the test, already started; closed after the test. */
export function start(app: NativeApp, enter?: Parameters<Phone['coldStart']>[0]): Phone {
  const phone = install(app);
  phone.coldStart(enter);
  return phone;
}

/** The same, not yet started. */
export function install({ config, app, pages, wxml = {}, files = {}, phone: options }: NativeApp): Phone {
  const all = new Map(Object.entries(files));
  all.set('app.json', JSON.stringify({ pages: Object.keys(pages), ...config }));
  all.set('app.js', app ?? `App(${lifecycle('app', ['onLaunch', 'onShow', 'onHide'])})`);
  for (const [path, source] of Object.entries(pages)) {
    all.set(`${path}.js`, /\b(Page|Component)\(/.test(source) ? source : `Page(${source})`);
    all.set(`${path}.wxml`, wxml[path] ?? '<view bindtap="onTap">tap</view>');
  }
  const phone = new Phone({ appId: 'wxtest', package: all, ...options });
  open.push(phone);
  return phone;
}

/** Members that write `name method` to the console when they are called. */
export function lifecycle(name: string, methods: string[], more = ''): string {
  return `{${methods.map((method) => `${method}() { console.log('${name} ${method}') },`).join('')}${more}}`;
}

export const pageMethods = ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload'];

/** What the app has written to its console. */
export function written(phone: Phone): string[] {
  return phone.log.console.map(({ text }) => text);
}

/** The first page's data, where the tests' apps leave what they have seen. */
export function data(phone: Phone): Record<string, unknown> {
  return phone.page.data;
}

/** A page that runs this on a tap, with `page` for its `this`. */
export function onTap(source: string): string {
  return `{ data: {}, onTap(event) { const page = this; ${source} } }`;
}
