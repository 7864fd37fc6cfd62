/** A state that is computed when it is asked for, the same object until something has changed; and those who want to hear of a change. */
export class Observable<State> {
  readonly #compute: () => State;
  readonly #listeners = new Set<() => void>();
  #state: State | undefined;

  constructor(compute: () => State) {
    this.#compute = compute;
  }

  get(): State {
    this.#state ??= this.#compute();
    return this.#state;
  }

  /** @returns what ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listeners are called once for all that changes in one turn. */
  changed(): void {
    if (this.#state === undefined) return;
    this.#state = undefined;
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener();
    });
  }
}
