import type { ClockPort } from '../ports';

interface Task {
  at: number;
  run: () => void;
}

/** Real time that can be moved forward, so that tests of long waits take none. */
export class PhoneClock implements ClockPort {
  #base = Date.now();
  readonly #realBase = performance.now();
  readonly #tasks = new Map<number, Task>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;

  now(): number {
    return this.#base + (performance.now() - this.#realBase);
  }

  setTimeout(run: () => void, ms: number): number {
    const id = ++this.#lastId;
    this.#tasks.set(id, { at: this.now() + ms, run });
    this.#arm();
    return id;
  }

  clearTimeout(handle: unknown): void {
    this.#tasks.delete(handle as number);
  }

  /** Moves time forward. What becomes due runs in order, each at its own time, with a turn of Node's loop after each. */
  async advance(ms: number): Promise<void> {
    const end = this.now() + ms;
    for (;;) {
      const next = this.#next();
      if (!next || next[1].at > end) break;
      this.#base += Math.max(0, next[1].at - this.now());
      this.#run(next);
      await new Promise(setImmediate);
    }
    this.#base += Math.max(0, end - this.now());
    this.#arm();
  }

  /** Forgets everything that waits. */
  close(): void {
    this.#tasks.clear();
    clearTimeout(this.#timer);
  }

  #next(): [number, Task] | undefined {
    let first: [number, Task] | undefined;
    for (const entry of this.#tasks) if (!first || entry[1].at < first[1].at) first = entry;
    return first;
  }

  #run([id, task]: [number, Task]): void {
    this.#tasks.delete(id);
    task.run();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next) return;
    const ms = Math.min(Math.max(next[1].at - this.now(), 0), 2 ** 31 - 1);
    this.#timer = setTimeout(() => {
      const due = this.#next();
      // Node's timers may fire a fraction of a millisecond early.
      if (due && due[1].at <= this.now() + 1) this.#run(due);
      this.#arm();
    }, ms);
  }
}
