import { act, renderHook } from '@testing-library/react';
import type { SigningCore, SigningState } from '../core';
import { stateOf } from '../test/fake-core';
import { useSigning } from './use-signing';

const page: { show: () => void; hide: () => void } = { show() {}, hide() {} };

jest.mock('@tarojs/taro', () => ({
  useDidShow: (listener: () => void) => {
    page.show = listener;
  },
  useDidHide: (listener: () => void) => {
    page.hide = listener;
  },
}));

/** A core that shows what a test wants. */
function fakeCore() {
  let state: SigningState = stateOf({ phase: 'loading' });
  const listeners = new Set<() => void>();
  const core: SigningCore = {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    open: jest.fn(),
    close: jest.fn(),
    tap: jest.fn(),
    refresh: jest.fn(),
    resumePendingSigning: jest.fn(),
    listContracts: jest.fn(),
    terminate: jest.fn(),
    isTerminating: () => false,
  };
  const set = (change: Partial<SigningState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  return { core, set, listeners };
}

it('renders each state that the signing comes to', () => {
  const { core, set } = fakeCore();
  const { result } = renderHook(() => useSigning(core));
  expect(result.current.phase).toBe('loading');
  act(() => set({ phase: 'ready' }));
  expect(result.current.phase).toBe('ready');
  act(() => set({ phase: 'signed' }));
  expect(result.current.phase).toBe('signed');
});

it('opens the signing when its page is shown, and closes it when that is hidden', () => {
  const { core } = fakeCore();
  renderHook(() => useSigning(core));
  expect(core.open).not.toHaveBeenCalled();
  page.show();
  expect(core.open).toHaveBeenCalledTimes(1);
  page.hide();
  expect(core.close).toHaveBeenCalledTimes(1);
  page.show();
  expect(core.open).toHaveBeenCalledTimes(2);
});

it('closes the signing and listens no more when its page is closed', () => {
  const { core, listeners } = fakeCore();
  const { unmount } = renderHook(() => useSigning(core));
  page.show();
  expect(listeners.size).toBe(1);
  unmount();
  expect(core.close).toHaveBeenCalledTimes(1);
  expect(listeners.size).toBe(0);
});

it('does not close the signing because it renders again', () => {
  const { core, set } = fakeCore();
  const { rerender } = renderHook(() => useSigning(core));
  act(() => set({ phase: 'ready' }));
  rerender();
  expect(core.close).not.toHaveBeenCalled();
});
