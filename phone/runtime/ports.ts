/**
 * What the logic layer asks of its host. Apart from `realm`, `storage` and `clock`, which must answer at once, every message is JSON and
 * every answer comes through `reply`, so that a host may be on the other side of a `postMessage`.
 */
export interface Ports {
  realm: Realm;
  clock: ClockPort;
  storage: StoragePort;
  network: NetworkPort;
  view: ViewPort;
  ui: UiPort;
  otherApps: OtherAppsPort;
  login: LoginPort;
  /** Everything that the app asked of `wx`, and what came of it, in order. */
  record(entry: LogEntry): void;
}

/** The JavaScript world that the package's files run in. */
export interface Realm {
  /** Evaluates one expression, a file of the package wrapped in functions, and gives its value. Throws the file's SyntaxError. */
  evaluate(path: string, expression: string): unknown;
  /** What the files see as `global`; the logic layer adds `wx`, timers and `console`. */
  global: object;
  Promise: PromiseConstructor;
  Error: ErrorConstructor;
  /** `JSON.parse`, giving objects of that world. */
  parse(json: string): unknown;
}

export interface ClockPort {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once, `ms` milliseconds later, never within this call. */
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** What the app keeps on the phone. A change must be durable when the call returns: the app may be killed at once. */
export interface StoragePort {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  clear(): void;
  keys(): string[];
}

export interface NetworkRequest {
  id: number;
  url: string;
  method: string;
  header: Record<string, string>;
  /** Text, or bytes as base64. */
  body?: { text: string } | { base64: string };
}

/** Any answer of a server, whatever its status; or why there was none (what WeChat writes after `request:fail `). */
export type NetworkOutcome =
  | { statusCode: number; header: Record<string, string>; cookies: string[]; base64: string }
  | { failure: string };

export interface NetworkPort {
  /** `reply` is called once, or never after `abort`. */
  send(request: NetworkRequest, reply: (outcome: NetworkOutcome) => void): void;
  abort(id: number): void;
}

/** One page of the stack, as the view needs it. */
export interface PageMessage {
  webviewId: number;
  /** Without a slash before it: `pages/sign/index`. */
  path: string;
  query: Record<string, string>;
  /** The page's data before the first `setData`. */
  data: Record<string, unknown>;
  isTabBar: boolean;
}

/** `setData` of a page, or of one of its components: keys are paths such as `root.cn.[0].v`. */
export interface RenderMessage {
  webviewId: number;
  componentId?: number;
  data: Record<string, unknown>;
}

export interface ViewPort {
  /** A page joins the top of the stack. `rendered` once it is on the screen for the first time: `onReady` follows. */
  open(page: PageMessage, rendered: () => void): void;
  /** Pages leave the stack. */
  close(webviewIds: number[]): void;
  /** Which page is on top now. */
  show(webviewId: number): void;
  render(message: RenderMessage, rendered: () => void): void;
  /** `createSelectorQuery`: an answer for each query, null or [] where nothing matches. */
  select(webviewId: number, queries: SelectorQuery[], reply: (results: unknown[]) => void): void;
  pageScrollTo(webviewId: number, options: Record<string, unknown>): void;
}

export interface SelectorQuery {
  selector: string;
  all: boolean;
  /** The fields that are asked for, such as `rect`, `size`, `scrollOffset`. */
  fields: Record<string, unknown>;
}

export interface ModalAnswer {
  confirm: boolean;
  cancel: boolean;
  content?: string;
}

export interface UiPort {
  modal(options: Record<string, unknown>, reply: (answer: ModalAnswer) => void): void;
  /** `index` of the tapped item, or -1 when the sheet was left. */
  actionSheet(options: Record<string, unknown>, reply: (index: number) => void): void;
  /** Undefined hides it. */
  toast(options: Record<string, unknown> | undefined): void;
  loading(options: Record<string, unknown> | undefined): void;
  navigationBar(webviewId: number, change: Record<string, unknown>): void;
  /** WeChat's own question before it opens another mini-program. */
  confirmJump(target: JumpTarget, reply: (allowed: boolean) => void): void;
  stopPullDownRefresh(webviewId: number): void;
}

export interface JumpTarget {
  appId: string;
  path: string;
  extraData: unknown;
  envVersion: string;
}

export interface OtherAppsPort {
  /**
   * Opens another mini-program. `hides` is false in DevTools, which only checks the call; `failure` is what WeChat writes after
   * `navigateToMiniProgram:fail `.
   */
  open(target: JumpTarget, reply: (result: { hides: boolean } | { failure: string }) => void): void;
  /** `navigateBackMiniProgram`: false when no mini-program opened this one. */
  back(extraData: unknown, reply: (returned: boolean) => void): void;
  exit(): void;
}

export interface LoginPort {
  code(reply: (result: { code: string } | { failure: string }) => void): void;
}

export type LogEntry =
  | { type: 'call'; id: number; at: number; name: string; params: unknown }
  /** `result` is what an asynchronous call's success or fail is given, as far as it is JSON. */
  | { type: 'result'; id: number; at: number; name: string; errMsg: string; result?: unknown }
  /** The app has read a name of `wx` that is not modelled here. */
  | { type: 'unknown'; at: number; name: string }
  | { type: 'console'; at: number; level: string; text: string }
  /** An exception or rejection that the app has not caught. */
  | { type: 'error'; at: number; message: string; stack: string };
