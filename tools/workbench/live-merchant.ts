import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { type MerchantFunctions, notWrittenYet } from '@contract-kit/server';

/** Where a bundle of the merchant's code finds the library that runs it. */
export const libraryName = 'contract-kit.server';

const names = ['onContractSigned', 'onContractTerminated'] as const;

/** The merchant's functions as they were loaded last. A call ends in the code that it began in. */
export class LiveMerchant {
  readonly #loading = new AsyncLocalStorage<true>();
  #current: MerchantFunctions = { onContractSigned: notWrittenYet, onContractTerminated: notWrittenYet };

  /** @param library `@contract-kit/server`, as this process runs it */
  constructor(library: object) {
    Reflect.set(globalThis, Symbol.for(libraryName), library);
  }

  /** Looks up each function when it is asked for. */
  readonly functions: MerchantFunctions = new Proxy({} as MerchantFunctions, {
    get: (_, name) => {
      const current = this.#current;
      const found = Reflect.get(current, name);
      // Which one is not written yet is known by its identity.
      return typeof found === 'function' && found !== notWrittenYet ? found.bind(current) : found;
    },
  });

  /**
   * @param file a bundle; one that was loaded before is loaded again
   * @throws what it throws, that it ends the process, or that it is not what the server calls; the functions of before stay
   */
  load(file: string): void {
    const load = createRequire(file);
    delete load.cache[file];
    const { merchant } = this.#loading.run(true, () => withoutExit(() => load(file))) as {
      merchant?: Partial<MerchantFunctions>;
    };
    const missing = names.filter((name) => typeof merchant?.[name] !== 'function');
    if (missing.length > 0)
      throw new TypeError(`server/merchant/index.ts: \`merchant\` has no function ${missing.join(', ')}`);
    this.#current = merchant as MerchantFunctions;
  }

  /**
   * Takes an error that nobody caught when it comes from what was begun while code was loaded, such as a connection: it ends the server no more
   * than a throw at load does. To be asked in the very listener.
   * @returns whether it was one
   */
  takeUncaught(error: unknown): boolean {
    if (this.#loading.getStore() === undefined) return false;
    console.error(error);
    return true;
  }
}

function withoutExit<T>(load: () => T): T {
  const { exit } = process;
  process.exit = (code) => {
    throw new Error(`server/merchant: process.exit(${code ?? ''})`);
  };
  try {
    return load();
  } finally {
    process.exit = exit;
  }
}
