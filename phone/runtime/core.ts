import type { App } from './app';
import type { DeviceInfo, EnterOptions, LogicLayerOptions } from './options';
import type { AppConfig } from './package-config';
import type { LogEntry, Ports } from './ports';
import type { RunState } from './run-state';

/** The page stack, as the APIs see it. The routes give what follows `name:fail ` when they may not be taken, else undefined. */
export interface PageStack {
  readonly current: { readonly webviewId: number } | undefined;
  readonly stack: readonly { readonly object: Record<string, unknown> }[];
  define(path: string, definition: Record<string, unknown>): void;
  has(path: string): boolean;
  navigateTo(url: string): string | undefined;
  redirectTo(url: string): string | undefined;
  reLaunch(url: string): string | undefined;
  switchTab(url: string): string | undefined;
  /** @param delta how many pages; more than there are goes back to the first */
  navigateBack(delta: number): string | undefined;
}

/** What the parts of one running mini-program share. */
export interface Core {
  options: LogicLayerOptions;
  config: AppConfig;
  ports: Ports;
  run: RunState;
  device: DeviceInfo;
  app: App;
  readonly pages: PageStack;
  /** The options of the cold start, and of the latest foreground. */
  launchOptions: EnterOptions;
  enterOptions: EnterOptions;
  /** True only while a handler of a tap runs, before it returns. */
  inTap: boolean;
  /** Leaves the foreground: another app has come in front. */
  hide(): void;
  /** A copy made of the app's own world's objects; functions and undefined members are lost, as on WeChat's bridge. */
  give<T>(value: T): T;
  log(entry: LogEntryWithoutTime): void;
  nextCallId(): number;
}

type WithoutTime<Entry> = Entry extends LogEntry ? Omit<Entry, 'at'> : never;
type LogEntryWithoutTime = WithoutTime<LogEntry>;

/** What can cross WeChat's bridge: JSON. Cycles and functions become null or nothing instead of an exception. */
export function jsonSafe(value: unknown): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
