import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';
import { viewLogLine } from './log-view';
import { type Running, startNode } from './processes';

const keptLines = 150;
const lastWords = 15;
const startDeadlineMs = 30_000;
export const logFolder = '.logs';

/**
 * A program whose output goes to `.logs/NAME.log`, so that the screen stays calm, and is watched line by line.
 */
export class Part {
  #tail: string[] = [];
  #watchers: ((line: string) => void)[] = [];
  readonly running: Running;
  /** When it ends, what there is to say about it; never when it is stopped on purpose. */
  readonly death: Promise<Problem>;

  /**
   * @param name of its log file
   * @param entry path from the repository's root
   * @param options `append`: to the log of the same part before
   */
  constructor(
    private readonly name: string,
    entry: string,
    { append = false, ...options }: { args?: string[]; env: NodeJS.ProcessEnv; append?: boolean },
  ) {
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
    this.death = this.running.exited.then((code) => this.#obituary(code));
  }

  onLine(watcher: (line: string) => void) {
    this.#watchers.push(watcher);
  }

  /** @returns what `find` makes of the first line that it finds something in; rejects when the program ends first */
  untilSaid<T>(find: (line: string) => T | undefined): Promise<T> {
    return this.#orDeath(
      new Promise((resolve) => {
        this.onLine((line) => {
          const found = find(line);
          if (found !== undefined) resolve(found);
        });
      }),
    );
  }

  async #orDeath<T>(ready: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(this.#tooSlow()), startDeadlineMs);
    });
    const died = this.death.then((problem) => Promise.reject(problem));
    try {
      return (await Promise.race([ready, died, late])) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  #obituary(code: number) {
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
