import type { ClockPort, Realm } from './ports';

/**
 * Names that browsers, workers or Node define and WeChat's logic layer does not. They are shadowed in every file as undefined, and a host
 * should remove them from its world too: code that needs one of them dies in WeChat.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/runtime/js-support.html
 */
export const absentGlobals = [
  'window',
  'document',
  'self',
  'parent',
  'top',
  'frames',
  'location',
  'history',
  'navigator',
  'screen',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
  'cookieStore',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'Blob',
  'File',
  'FileReader',
  'URL',
  'URLSearchParams',
  'TextEncoder',
  'TextDecoder',
  'AbortController',
  'AbortSignal',
  'Event',
  'EventTarget',
  'CustomEvent',
  'MessageChannel',
  'MessagePort',
  'MessageEvent',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'importScripts',
  'postMessage',
  'addEventListener',
  'removeEventListener',
  'dispatchEvent',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'structuredClone',
  'atob',
  'btoa',
  'crypto',
  'performance',
  'WebAssembly',
  'Intl',
  'SharedArrayBuffer',
  'Atomics',
  'process',
  'Buffer',
  '__dirname',
  '__filename',
] as const;

/** `console` of the app: lines go to the host as text. */
export function createConsole(write: (level: string, text: string) => void) {
  const line =
    (level: string) =>
    (...values: unknown[]) =>
      write(level, values.map(asText).join(' '));
  return {
    log: line('log'),
    info: line('info'),
    debug: line('debug'),
    warn: line('warn'),
    error: line('error'),
    group: line('log'),
    groupEnd: () => {},
    time: () => {},
    timeEnd: () => {},
  };
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'stack' in value) return String(value.stack);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** WeChat makes no functions out of text, except for the well-known way to the global object. */
export function createFunctionConstructor({ global, Error: RealmError }: Realm) {
  function FunctionFromText(...parts: unknown[]) {
    if (parts.length === 1 && /^\s*return this;?\s*$/.test(String(parts[0]))) return () => global;
    throw new RealmError('WeChat does not run code from text: new Function(…) and eval(…) are not available');
  }
  const prototype: object = Object.getPrototypeOf(RealmError);
  Object.defineProperty(prototype, 'constructor', {
    value: FunctionFromText,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(FunctionFromText, 'prototype', { value: prototype });
  return FunctionFromText;
}

/** `Date` by the host's clock, which may go ahead of this machine's. */
export function createDate({ global }: Realm, clock: ClockPort): DateConstructor {
  const now = () => Math.floor(clock.now());
  const { Date: RealmDate } = global as { Date: DateConstructor };
  const PhoneDate = new Proxy(RealmDate, {
    apply: () => new RealmDate(now()).toString(),
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  RealmDate.prototype.constructor = PhoneDate;
  return PhoneDate;
}
