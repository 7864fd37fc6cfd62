import type { ToPage, ToServer } from '../protocol';
import type { NetworkOutcome, NetworkRequest } from '../runtime';
import type { NewEntry } from '../timeline/entry';

const retryMs = 1_000;

type News = Exclude<ToPage, { type: 'answer' | 'code' }>;
type CodeResult = { code: string } | { failure: string };

/** The one WebSocket to the phone's server. Lost, it is opened again; what was asked through it is then lost, as on any network. */
export class Connection {
  #socket: WebSocket | undefined;
  #lastId = 0;
  readonly #outcomes = new Map<number, (outcome: NetworkOutcome) => void>();
  readonly #codes = new Map<number, (result: CodeResult) => void>();

  constructor(
    readonly onNews: (news: News) => void,
    readonly onConnected: (connected: boolean) => void,
  ) {
    this.#open();
  }

  /** @returns what ends it */
  send(appId: string, message: NetworkRequest, reply: (outcome: NetworkOutcome) => void): () => void {
    const id = ++this.#lastId;
    this.#outcomes.set(id, reply);
    if (!this.say({ type: 'request', id, appId, message })) this.#fail(id);
    return () => {
      if (this.#outcomes.delete(id)) this.say({ type: 'abort', id });
    };
  }

  code(appId: string, user: string, reply: (result: CodeResult) => void): void {
    const id = ++this.#lastId;
    this.#codes.set(id, reply);
    if (!this.say({ type: 'code', id, appId, user })) this.#fail(id);
  }

  /** The phone's network goes off: what is under way fails. */
  cut(): void {
    for (const id of [...this.#outcomes.keys()]) {
      this.say({ type: 'abort', id });
      this.#fail(id);
    }
  }

  tell(entry: NewEntry): void {
    this.say({ type: 'tell', entry });
  }

  /** @returns whether it could be said */
  say(message: ToServer): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #open(): void {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`);
    this.#socket = socket;
    socket.addEventListener('open', () => this.onConnected(true));
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(data as string) as ToPage));
    socket.addEventListener('close', () => {
      this.onConnected(false);
      for (const id of [...this.#outcomes.keys(), ...this.#codes.keys()]) this.#fail(id);
      setTimeout(() => this.#open(), retryMs);
    });
  }

  #hear(message: ToPage): void {
    if (message.type === 'answer') {
      this.#outcomes.get(message.id)?.(message.outcome);
      this.#outcomes.delete(message.id);
    } else if (message.type === 'code') {
      this.#codes.get(message.id)?.(message.result);
      this.#codes.delete(message.id);
    } else this.onNews(message);
  }

  #fail(id: number): void {
    this.#outcomes.get(id)?.({ failure: '' });
    this.#codes.get(id)?.({ failure: '' });
    this.#outcomes.delete(id);
    this.#codes.delete(id);
  }
}
