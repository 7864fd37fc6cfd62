/** The longest delay that Node's setTimeout takes. */
const longestTimeoutMs = 2 ** 31 - 1;

interface Task {
  at: number;
  run: () => void;
}

/**
 * The simulator's own clock. It decides when sessions and login codes end and when notifications are sent again; it can run
 * faster than real time and be moved forward. What the simulator *states* (`Wechatpay-Timestamp`, `contract_signed_time`) is real time.
 */
export class Clock {
  #base = Date.now();
  #realBase = performance.now();
  #scale: number;
  readonly #initialScale: number;
  readonly #tasks = new Set<Task>();
  #timer: NodeJS.Timeout | undefined;

  /** @param scale simulated seconds in a real one; 0 stops the clock */
  constructor(scale = 1) {
    this.#scale = scale;
    this.#initialScale = scale;
  }

  /** Milliseconds since 1970, by this clock. */
  now(): number {
    return this.#base + (performance.now() - this.#realBase) * this.#scale;
  }

  get scale(): number {
    return this.#scale;
  }

  /** Changes the speed, moves the clock forward, or both. What has become due runs at once, in order. */
  set({ scale, advanceSeconds }: { scale?: number | undefined; advanceSeconds?: number | undefined }): void {
    this.#base = this.now() + (advanceSeconds ?? 0) * 1000;
    this.#realBase = performance.now();
    this.#scale = scale ?? this.#scale;
    this.#arm();
  }

  /** Runs `run` when this clock reads `at` (milliseconds since 1970) or later. */
  schedule(at: number, run: () => void): void {
    this.#tasks.add({ at, run });
    this.#arm();
  }

  /** Forgets all tasks and reads real time again, at the first speed. */
  reset(): void {
    this.#tasks.clear();
    clearTimeout(this.#timer);
    this.#base = Date.now();
    this.#realBase = performance.now();
    this.#scale = this.#initialScale;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#tasks.size === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#tasks) next = Math.min(next, at);
    const remaining = next - this.now();
    if (remaining > 0 && this.#scale === 0) return;
    const delay = remaining <= 0 ? 0 : Math.min(Math.ceil(remaining / this.#scale), longestTimeoutMs);
    this.#timer = setTimeout(() => this.#runDue(), delay);
  }

  #runDue(): void {
    const now = this.now();
    const due = [...this.#tasks].filter((task) => task.at <= now).sort((a, b) => a.at - b.at);
    for (const task of due) {
      this.#tasks.delete(task);
      task.run();
    }
    this.#arm();
  }
}

/** RFC 3339 in China's time, to the second, as WeChat Pay writes it: 2020-09-10T13:29:35+08:00 */
export function rfc3339(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
