import { request } from 'undici';

/** The simulator's control calls, as far as the phone makes them. Each rejects with what the simulator says when it refuses. */
export class Control {
  readonly #url: string;

  /** @param simulatorUrl its origin */
  constructor(simulatorUrl: string) {
    this.#url = `${simulatorUrl}/_simulator`;
  }

  get url(): string {
    return this.#url;
  }

  /** The environment variables that make a server use the simulator. */
  config(): Promise<Record<string, string>> {
    return this.#call('GET', '/config');
  }

  /** A `wx.login` code of this user for this mini-program. */
  async code(user: string, appid: string): Promise<string> {
    return (await this.#call<{ code: string }>('POST', '/codes', { user, appid })).code;
  }

  put(path: '/notifications' | '/faults' | '/settings', body: unknown): Promise<unknown> {
    return this.#call('PUT', path, body);
  }

  terminate(outContractCode: string): Promise<unknown> {
    return this.#call('POST', `/contracts/${encodeURIComponent(outContractCode)}/terminate`, {});
  }

  reset(): Promise<unknown> {
    return this.#call('POST', '/reset', {});
  }

  async #call<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer> {
    const answer = await request(this.#url + path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const json = (await answer.body.json()) as { error?: { message: string } };
    if (answer.statusCode >= 400) throw new Error(json.error?.message ?? `${path}: ${answer.statusCode}`);
    return json as Answer;
  }
}
