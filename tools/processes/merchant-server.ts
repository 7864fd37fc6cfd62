import { listeningUrl } from './log-view';
import { Part } from './part';

/**
 * The merchant's server as a part that can be started again with other settings. What it knows is in Redis, and stays.
 */
export class MerchantServer {
  /** @type {((line: string) => void)[]} */
  #watchers = [];
  /** @type {Part | undefined} none while it is stopped on purpose */
  #part;
  /** @type {Promise<unknown>} */
  #latest = Promise.resolve();
  /** @type {(problem: Error) => void} */
  #die = () => {};

  /** @param {{env: NodeJS.ProcessEnv, args: string[]}} settings */
  constructor({ env, args }) {
    this.env = env;
    this.args = args;
    /** @type {Promise<Error>} what there is to say when it ends by itself, or does not come up again */
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** @returns {Promise<string>} its address, once it listens */
  start() {
    return this.#start({}, false);
  }

  /**
   * @param {Record<string, string>} changes of its environment
   * @param {boolean} append to the log of the one before
   */
  #start(changes, append) {
    // What is shown here, its address to begin with, comes from its log: nothing less than `info` will do.
    const env = { ...this.env, ...changes, LOG_LEVEL: 'info' };
    const part = new Part('server', 'server/main.ts', { env, args: this.args, append });
    this.#part = part;
    for (const watcher of this.#watchers) part.onLine(watcher);
    part.death.then((problem) => {
      if (this.#part === part) this.#die(problem);
    });
    return part.untilSaid(listeningUrl);
  }

  /** @param {(line: string) => void} watcher of every line of its log */
  onLine(watcher) {
    this.#watchers.push(watcher);
    this.#part?.onLine(watcher);
  }

  /**
   * Stops it and starts it again; one after the other, if asked twice.
   * @param {Record<string, string>} changes of the environment that it had at first
   */
  restart(changes) {
    const restarted = this.#latest.then(() => this.#restart(changes));
    this.#latest = restarted.catch(() => {});
    return restarted;
  }

  /** @param {Record<string, string>} changes */
  async #restart(changes) {
    const part = this.#part;
    this.#part = undefined;
    await part?.running.stop();
    try {
      await this.#start(changes, true);
    } catch (error) {
      this.#die(/** @type {Error} */ (error));
      throw error;
    }
  }
}
