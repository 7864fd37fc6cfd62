import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';
import { viewLogLine } from './log-view';
import { startNode } from './processes';

const keptLines = 150;
const lastWords = 15;
const startDeadlineMs = 30_000;
export const logFolder = '.logs';

/**
 * A program whose output goes to `.logs/NAME.log`, so that the screen stays calm, and is watched line by line.
 */
export class Part {
  /** @type {string[]} */
  #tail = [];
  /** @type {((line: string) => void)[]} */
  #watchers = [];

  /**
   * @param {string} name of its log file
   * @param {string} entry path from the repository's root
   * @param {{args?: string[], env: NodeJS.ProcessEnv, append?: boolean}} options `append`: to the log of the same part before
   */
  constructor(name, entry, { append = false, ...options }) {
    this.name = name;
    mkdirSync(path.join(root, logFolder), { recursive: true });
    const log = createWriteStream(path.join(root, logFolder, `${name}.log`), { flags: append ? 'a' : 'w' });
    this.running = startNode(entry, { ...options, name, output: 'pipe' });
    const { stdout, stderr } = this.running.child;
    for (const stream of [stdout, stderr]) {
      if (!stream) continue;
      readline.createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        this.#tail = [...this.#tail, line].slice(-keptLines);
        for (const watcher of this.#watchers) watcher(line);
      });
    }
    /** When it ends, what there is to say about it; never when it is stopped on purpose. */
    this.death = this.running.exited.then((code) => this.#obituary(code));
  }

  /** @param {(line: string) => void} watcher */
  onLine(watcher) {
    this.#watchers.push(watcher);
  }

  /**
   * @template T
   * @param {(line: string) => T | undefined} find
   * @returns {Promise<T>} what `find` makes of the first line that it finds something in; rejects when the program ends first
   */
  untilSaid(find) {
    return this.#orDeath(
      new Promise((resolve) => {
        this.onLine((line) => {
          const found = find(line);
          if (found !== undefined) resolve(found);
        });
      }),
    );
  }

  /**
   * @template T
   * @param {Promise<T>} ready
   * @returns {Promise<T>}
   */
  async #orDeath(ready) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(this.#tooSlow()), startDeadlineMs);
    });
    const died = this.death.then((problem) => Promise.reject(problem));
    try {
      return /** @type {T} */ (await Promise.race([ready, died, late]));
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {number} code */
  #obituary(code) {
    return new Problem(
      `${this.name} 意外退出（退出码 ${code}），最后的输出：\n${this.#said()}\n完整日志：${logFolder}/${this.name}.log`,
      `${this.name} ended by itself with code ${code}; its last words are above.`,
    );
  }

  #tooSlow() {
    const seconds = startDeadlineMs / 1000;
    return new Problem(
      `${this.name} 在 ${seconds} 秒内没有启动完成，最后的输出：\n${this.#said()}\n完整日志：${logFolder}/${this.name}.log`,
      `${this.name} was not ready within ${seconds} s; its last words are above.`,
    );
  }

  /** What was meant for people, warnings and errors included; else the end of what there is. */
  #said() {
    const forPeople = this.#tail.flatMap((line) => (line.startsWith('{') ? (viewLogLine(line) ?? []) : line));
    const lines = forPeople.length > 0 ? forPeople : this.#tail.slice(-lastWords);
    return lines.map((line) => `  ${line}`).join('\n') || '  （没有输出 / nothing）';
  }
}
