import type { SigningCore, SigningState } from '../core';

type KnownState = Pick<SigningState, 'phase'> & Partial<SigningState>;

/** A state with nothing special about it but what is given. */
export const stateOf = (known: KnownState): SigningState => ({
  canJump: true,
  canReopen: false,
  slow: false,
  busy: false,
  ...known,
});

/** A core that shows what a test wants, and records what it is asked: one for each test file. */
export const fake = createFakeCore();

function createFakeCore() {
  let state = stateOf({ phase: 'loading' });
  const listeners = new Set<() => void>();
  const terminating = new Set<string>();
  const core = {
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    open: jest.fn<void, []>(),
    close: jest.fn<void, []>(),
    tap: jest.fn<void, []>(),
    refresh: jest.fn<void, []>(),
    resumePendingSigning: jest.fn<void, []>(),
    forgetUser: jest.fn<void, []>(),
    listContracts: jest.fn<ReturnType<SigningCore['listContracts']>, [string?]>(),
    terminate: jest.fn<ReturnType<SigningCore['terminate']>, [string, string]>(),
    isTerminating: (code: string) => terminating.has(code),
  } satisfies SigningCore;
  return {
    core,
    /** The contracts that are being ended. */
    terminating,
    set(next: KnownState) {
      state = stateOf(next);
      for (const listener of listeners) listener();
    },
  };
}
