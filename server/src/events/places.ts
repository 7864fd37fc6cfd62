/** A number of places, given in the order in which they were asked for. */
export class Places {
  #free: number;
  readonly #waiting: ((release: () => void) => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a place. What it resolves with gives the place back; calling that again does nothing. */
  async take(): Promise<() => void> {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#free -= 1;
    return this.#releaseOnce();
  }

  #releaseOnce(): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const next = this.#waiting.shift();
      if (next) next(this.#releaseOnce());
      else this.#free += 1;
    };
  }
}
