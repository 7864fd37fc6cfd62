import type { ObservedEntry } from '@contract-kit/shared';
import type { FromServer, LoadProblem, ToServer } from '../workbench/messages';
import { bundle } from './bundle';
import { listeningUrl } from './log-view';
import { Part } from './part';

interface Settings {
  env: NodeJS.ProcessEnv;
  args: string[];
  /** The merchant's code, built, which can be exchanged while the server runs; absent: the server is as in production. */
  code?: { readonly file: string };
}

/** Of lines and entries that came before anybody listened. */
const kept = 2_000;

/**
 * The merchant's server as a part that can be started again with other settings. What it knows is in Redis, and stays.
 */
export class MerchantServer {
  readonly #lines = new Listeners<string>();
  readonly #entries = new Listeners<ObservedEntry>();
  readonly #loading = new Map<number, (problem: LoadProblem | undefined) => void>();
  #lastLoading = 0;
  /** None while it is stopped on purpose. */
  #part: Part | undefined;
  #latest: Promise<unknown> = Promise.resolve();
  #die: (problem: Error) => void = () => {};

  /** What there is to say when it ends by itself, or does not come up again. */
  readonly death = new Promise<Error>((resolve) => {
    this.#die = resolve;
  });

  constructor(private readonly settings: Settings) {}

  /** @returns its address, once it listens */
  start(): Promise<string> {
    return this.#start({}, false);
  }

  /**
   * @param changes of its environment
   * @param append to the log of the one before
   */
  async #start(changes: Record<string, string>, append: boolean) {
    const { code, args } = this.settings;
    const entry = await bundle(code ? 'tools/workbench/server.ts' : 'server/main.ts');
    // What is shown here, its address to begin with, comes from its log: nothing less than `info` will do.
    const env = { ...this.settings.env, ...changes, LOG_LEVEL: 'info' };
    const part = new Part('server', entry, {
      env,
      args: code ? [...args, '--merchant', code.file] : args,
      append,
    });
    this.#part = part;
    part.onLine((line) => this.#lines.tell(line));
    part.running.child.on('message', (message: FromServer) => this.#hear(message));
    part.death.then((problem) => {
      // Nobody is left to answer.
      for (const id of [...this.#loading.keys()]) this.#loaded(id);
      if (this.#part === part) this.#die(problem);
    });
    return part.untilSaid(listeningUrl);
  }

  #hear(message: FromServer) {
    if (message.type === 'observed') this.#entries.tell(message.entry);
    else if (message.type === 'merchant') this.#loaded(message.id, message.problem);
  }

  #loaded(id: number, problem?: LoadProblem) {
    this.#loading.get(id)?.(problem);
    this.#loading.delete(id);
  }

  /** @param listener of every line of its log, and whatever else it writes; the first gets those of before, too */
  onLine(listener: (line: string) => void) {
    this.#lines.add(listener);
  }

  /** @param listener of all that it tells of itself; the first gets what it said before, too */
  onEntry(listener: (entry: ObservedEntry) => void) {
    this.#entries.add(listener);
  }

  /**
   * Exchanges the merchant's code, without a restart: calls under way end in the code that they began in.
   * @returns what was wrong with it: what ran before runs on then
   */
  async load(file: string): Promise<LoadProblem | undefined> {
    // One that is just being started again was given the code of before.
    await this.#latest;
    return new Promise((resolve) => {
      this.#lastLoading += 1;
      const id = this.#lastLoading;
      this.#loading.set(id, resolve);
      if (!this.#send({ type: 'merchant', id, file })) this.#loaded(id);
    });
  }

  /** Has an event that the merchant has not taken sent again now. */
  deliver(outContractCode: string, event: 'signed' | 'terminated') {
    this.#send({ type: 'deliver', outContractCode, event });
  }

  #send(message: ToServer): boolean {
    const child = this.#part?.running.child;
    if (!child?.connected) return false;
    child.send(message, () => {});
    return true;
  }

  /**
   * Stops it and starts it again; one after the other, if asked twice.
   * @param changes of the environment that it had at first
   */
  restart(changes: Record<string, string>) {
    const restarted = this.#latest.then(() => this.#restart(changes));
    this.#latest = restarted.catch(() => {});
    return restarted;
  }

  async #restart(changes: Record<string, string>) {
    const part = this.#part;
    this.#part = undefined;
    await part?.running.stop();
    try {
      await this.#start(changes, true);
    } catch (error) {
      this.#die(error as Error);
      throw error;
    }
  }
}

/** Keeps what comes before anybody listens for the first who does. */
class Listeners<T> {
  readonly #all: ((value: T) => void)[] = [];
  readonly #early: T[] = [];

  tell(value: T) {
    if (this.#all.length === 0 && this.#early.length < kept) this.#early.push(value);
    for (const listener of this.#all) listener(value);
  }

  add(listener: (value: T) => void) {
    this.#all.push(listener);
    for (const value of this.#early.splice(0)) listener(value);
  }
}
