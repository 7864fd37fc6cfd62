import type { StoragePort } from '../runtime';
import type { StorageChange } from './messages';

const { XMLHttpRequest } = globalThis;

/**
 * What the app keeps is with the phone's server: a worker that is killed loses the messages it has posted, so each change waits for the
 * server's answer.
 */
export function durableStorage(kept: Map<string, string>, url: string): StoragePort {
  function write(change: StorageChange): void {
    const request = new XMLHttpRequest();
    request.open('POST', url, false);
    request.setRequestHeader('content-type', 'application/json');
    request.send(JSON.stringify(change));
    if (request.status !== 204) throw new Error(`storage: the phone's server says ${request.status}`);
  }
  return {
    get: (key) => kept.get(key),
    set(key, value) {
      write({ op: 'set', key, value });
      kept.set(key, value);
    },
    remove(key) {
      write({ op: 'remove', key });
      kept.delete(key);
    },
    clear() {
      write({ op: 'clear' });
      kept.clear();
    },
    keys: () => [...kept.keys()],
  };
}
