import { bundle } from './bundle';
import { listeningUrl } from './log-view';
import { Part } from './part';

/**
 * The merchant's server as a part that can be started again with other settings. What it knows is in Redis, and stays.
 */
export class MerchantServer {
  #watchers: ((line: string) => void)[] = [];
  /** None while it is stopped on purpose. */
  #part: Part | undefined;
  #latest: Promise<unknown> = Promise.resolve();
  #die: (problem: Error) => void = () => {};

  /** What there is to say when it ends by itself, or does not come up again. */
  readonly death = new Promise<Error>((resolve) => {
    this.#die = resolve;
  });

  constructor(private readonly settings: { env: NodeJS.ProcessEnv; args: string[] }) {}

  /** @returns its address, once it listens */
  start(): Promise<string> {
    return this.#start({}, false);
  }

  /**
   * @param changes of its environment
   * @param append to the log of the one before
   */
  async #start(changes: Record<string, string>, append: boolean) {
    const entry = await bundle('server/main.ts');
    // What is shown here, its address to begin with, comes from its log: nothing less than `info` will do.
    const env = { ...this.settings.env, ...changes, LOG_LEVEL: 'info' };
    const part = new Part('server', entry, { env, args: this.settings.args, append });
    this.#part = part;
    for (const watcher of this.#watchers) part.onLine(watcher);
    part.death.then((problem) => {
      if (this.#part === part) this.#die(problem);
    });
    return part.untilSaid(listeningUrl);
  }

  /** @param watcher of every line of its log */
  onLine(watcher: (line: string) => void) {
    this.#watchers.push(watcher);
    this.#part?.onLine(watcher);
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
