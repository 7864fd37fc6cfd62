import type { ClockPort } from './ports';
import type { RunState } from './run-state';

type Callback = (...values: unknown[]) => void;

/** The app's timers. What falls due while the app is suspended runs on resume, an interval once. */
export function createTimers(clock: ClockPort, run: RunState) {
  const handles = new Map<number, unknown>();
  let lastId = 0;

  function arm(id: number, ms: number, again: boolean, callback: Callback, values: unknown[]): void {
    const due = () =>
      run.deliver(() => {
        if (!handles.has(id)) return;
        if (again) arm(id, ms, again, callback, values);
        else handles.delete(id);
        callback(...values);
      });
    handles.set(id, clock.setTimeout(due, ms));
  }

  function start(callback: unknown, ms: unknown, again: boolean, values: unknown[]): number {
    if (typeof callback !== 'function') throw new TypeError('setTimeout and setInterval need a function');
    const id = ++lastId;
    const delay = Math.max(Number(ms) || 0, again ? 4 : 0);
    arm(id, delay, again, callback as Callback, values);
    return id;
  }

  function clear(id: unknown): void {
    clock.clearTimeout(handles.get(id as number));
    handles.delete(id as number);
  }

  return {
    setTimeout: (callback: unknown, ms?: unknown, ...values: unknown[]) => start(callback, ms, false, values),
    setInterval: (callback: unknown, ms?: unknown, ...values: unknown[]) => start(callback, ms, true, values),
    clearTimeout: clear,
    clearInterval: clear,
    /** A destroyed app leaves nothing behind. */
    clearAll: () => {
      for (const id of [...handles.keys()]) clear(id);
    },
  };
}

export type Timers = ReturnType<typeof createTimers>;
