import type {
  ComponentMessage,
  DeviceInfo,
  EnterOptions,
  LogEntry,
  Ports,
  State,
  ViewEvent,
} from '../runtime';

/** The ports whose calls cross to the page; each call's last argument may be a callback, which a `reply` calls. */
export type RemotePorts = Pick<Ports, 'network' | 'view' | 'ui' | 'otherApps' | 'login'>;

export interface StartMessage {
  type: 'start';
  /** The package's text files. */
  files: [path: string, content: string][];
  appId: string;
  envVersion: 'develop' | 'release';
  device: DeviceInfo;
  requestDomains: string[];
  jumpAfterDialog: boolean;
  /** What the app has kept: by key, as text. */
  kept: [key: string, value: string][];
  /** Where changes of it are written, before the call that makes them returns. */
  storageUrl: string;
  launch: Partial<EnterOptions>;
}

/** What the worker receives. All of it is JSON. */
export type ToLogic =
  | StartMessage
  | { type: 'show'; options?: Partial<EnterOptions> }
  | { type: 'hide' }
  | { type: 'back' }
  | { type: 'dispatch'; event: ViewEvent }
  | { type: 'device'; change: Partial<DeviceInfo> }
  | { type: 'createComponent'; message: ComponentMessage }
  | { type: 'updateComponent'; componentId: number; properties: Record<string, unknown> }
  | { type: 'removeComponent'; componentId: number }
  | { type: 'reply'; call: number; values: unknown[] };

/** What it says. */
export type FromLogic =
  | { type: 'call'; call: number; port: keyof RemotePorts; method: string; values: unknown[] }
  | { type: 'log'; entry: LogEntry }
  /** After each message, when something of it has changed. */
  | {
      type: 'state';
      state: State;
      pages: { webviewId: number; path: string; query: Record<string, string> }[];
    }
  /** The package cannot run at all. */
  | { type: 'broken'; message: string };

/** One change of what an app keeps. */
export type StorageChange =
  | { op: 'set'; key: string; value: string }
  | { op: 'remove'; key: string }
  | { op: 'clear' };
