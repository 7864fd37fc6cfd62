import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformEvent } from '@contract-kit/simulator';
import { request } from 'undici';

/** `hello`: from now on nothing is missed. */
export type StreamedEvent = { type: 'hello' } | PlatformEvent;

const retryMs = 500;

/** Hears what happens at the simulator, from now until it is closed. When the connection is lost it is made again; what happened meanwhile is lost. */
export class PlatformEvents {
  readonly #closing = new AbortController();

  /** @param simulatorUrl its origin */
  constructor(
    readonly simulatorUrl: string,
    readonly onEvent: (event: StreamedEvent) => void,
  ) {
    void this.#listen();
  }

  /** Nothing more is passed on. */
  close(): void {
    this.#closing.abort();
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#read();
      } catch {
        // The simulator is not there, or no longer.
      }
      await sleep(retryMs, undefined, { signal }).catch(() => {});
    }
  }

  async #read(): Promise<void> {
    const { signal } = this.#closing;
    const { statusCode, body } = await request(`${this.simulatorUrl}/_simulator/events`, {
      signal,
      // Nothing may happen for long.
      bodyTimeout: 0,
    });
    if (statusCode !== 200) {
      await body.dump();
      return;
    }
    let rest = '';
    body.setEncoding('utf8');
    for await (const chunk of body) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!signal.aborted) this.onEvent(JSON.parse(line) as StreamedEvent);
    }
  }
}
