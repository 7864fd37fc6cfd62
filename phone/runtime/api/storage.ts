import { asyncApi, syncApi } from '../api-call';
import type { Core } from '../core';

/** https://developers.weixin.qq.com/miniprogram/dev/framework/ability/storage.html */
const maximumValueBytes = 1024 * 1024;
const maximumTotalBytes = 10 * 1024 * 1024;

/** What `setStorageSync` takes: anything that JSON can hold. A value of the app is kept as `{"data": …}`, so that undefined has a form. */
export function createStorage(core: Core) {
  const { storage, realm } = core.ports;

  function read(key: string): { found: boolean; data: unknown } {
    const text = storage.get(key);
    if (text === undefined) return { found: false, data: '' };
    return { found: true, data: (realm.parse(text) as { data?: unknown }).data };
  }

  /** @returns why not */
  function write(key: unknown, data: unknown): string | undefined {
    if (typeof key !== 'string' || key === '') return 'parameter error: parameter.key should be String';
    let text: string;
    try {
      text = JSON.stringify({ data });
    } catch {
      return 'parameter error: parameter.data cannot be serialised';
    }
    if (sizeOf(text) > maximumValueBytes) return 'entry size limit reached';
    const others = storage.keys().filter((name) => name !== key);
    if (
      others.reduce((sum, name) => sum + sizeOf(storage.get(name) ?? ''), sizeOf(text)) > maximumTotalBytes
    ) {
      return 'exceed storage max size 10Mb';
    }
    storage.set(key, text);
    return undefined;
  }

  function info() {
    const bytes = storage.keys().reduce((sum, name) => sum + sizeOf(storage.get(name) ?? ''), 0);
    return {
      keys: storage.keys(),
      currentSize: Math.ceil(bytes / 1024),
      limitSize: maximumTotalBytes / 1024,
    };
  }

  return {
    getStorageSync: syncApi(core, 'getStorageSync', (key: unknown) => read(String(key)).data),
    setStorageSync: syncApi(core, 'setStorageSync', (key: unknown, data: unknown) => {
      const refusal = write(key, data);
      if (refusal) throw new Error(`setStorageSync:fail ${refusal}`);
    }),
    removeStorageSync: syncApi(core, 'removeStorageSync', (key: unknown) => storage.remove(String(key))),
    clearStorageSync: syncApi(core, 'clearStorageSync', () => storage.clear()),
    getStorageInfoSync: syncApi(core, 'getStorageInfoSync', () => core.give(info())),
    getStorage: asyncApi(core, 'getStorage', ({ key }, reply) => {
      const { found, data } = read(String(key));
      reply(found ? { ok: { data } } : { fail: 'data not found' });
    }),
    setStorage: asyncApi(core, 'setStorage', ({ key, data }, reply) => {
      const refusal = write(key, data);
      reply(refusal ? { fail: refusal } : { ok: {} });
    }),
    removeStorage: asyncApi(core, 'removeStorage', ({ key }, reply) => {
      storage.remove(String(key));
      reply({ ok: {} });
    }),
    clearStorage: asyncApi(core, 'clearStorage', (_options, reply) => {
      storage.clear();
      reply({ ok: {} });
    }),
    getStorageInfo: asyncApi(core, 'getStorageInfo', (_options, reply) => reply({ ok: core.give(info()) })),
  };
}

/** Bytes of UTF-8. */
function sizeOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
