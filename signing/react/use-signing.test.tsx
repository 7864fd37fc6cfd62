import { act, renderHook } from '@testing-library/react';
import type { SigningCore, SigningState } from '../core';
import { stateOf } from '../test/fake-core';
import { back, FakePhone, later } from '../test/fake-phone';
import { FakeServer } from '../test/fake-server';
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
    forgetUser: jest.fn(),
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

describe('with the core itself', () => {
  let server: FakeServer;
  let phone: FakePhone;
  const pass = (ms: number) => act(() => later(ms));

  beforeEach(() => {
    jest.useFakeTimers();
    server = new FakeServer();
    phone = new FakePhone(server).start();
  });
  afterEach(() => jest.useRealTimers());

  /** On the page, back from a jump, and waiting for what became of it. */
  async function wait() {
    const hook = renderHook(() => useSigning(phone.core));
    await act(async () => page.show());
    await pass(1000);
    act(() => phone.tap());
    act(() => phone.confirmJump());
    await pass(1000);
    act(() => phone.show(back(), 'other'));
    await act(async () => page.show());
    await pass(1000);
    expect(hook.result.current.phase).toBe('confirming');
    return hook;
  }

  it('shows what the server says while the page is shown, without being asked', async () => {
    const { result } = await wait();
    server.sign();
    await pass(500);
    expect(result.current).toMatchObject({ phase: 'signed', contract: { outContractCode: 'c1' } });
  });

  it.each([
    ['hidden', () => page.hide()],
    ['closed', undefined],
  ])('asks the server nothing once the page is %s', async (_, hide) => {
    const { unmount } = await wait();
    act(hide ?? unmount);
    expect(phone.aborted).toEqual([expect.stringMatching(/^GET .*wait=25/)]);
    const before = server.calls.length;
    await pass(120_000);
    expect(server.calls).toHaveLength(before);
  });
});
