import { createContracts } from './contracts';
import { createHttp } from './http';
import { createMachine } from './signing';
import { createStore } from './store';
import type { CoreOptions, SigningCore } from './types';

export { SigningError, toSigningError } from './failure';
export type * from './types';

/**
 * The client side of signing contracts, for any mini-program: needs WeChat's `wx` and the address of the merchant's
 * server. Make one when the app starts, before its first page, and share it: it listens to the app being shown and
 * hidden.
 */
export function createSigning(options: CoreOptions): SigningCore {
  const store = createStore(options.wx, options.baseUrl);
  const http = createHttp(options, () => forget());
  const { contractChanged, forget, ...machine } = createMachine(options, http, store);
  return { ...machine, ...createContracts(http, store, contractChanged) };
}
