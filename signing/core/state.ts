import type { SigningState } from './types';

/** Holds the state for a view: the same object until something changes. */
export function createStateHolder(state: SigningState) {
  let listeners: (() => void)[] = [];

  return {
    getState: () => state,
    subscribe(listener: () => void): () => void {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((each) => each !== listener);
      };
    },
    /** @param always the listeners are called even if it is the same */
    set(next: SigningState, always: boolean): void {
      if (!always && isSame(state, next)) return;
      state = next;
      for (const listener of listeners) listener();
    },
  };
}

const isSame = (a: SigningState, b: SigningState) => JSON.stringify(a) === JSON.stringify(b);
