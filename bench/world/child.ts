import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a process has used since its start. */
export interface Usage {
  /** µs of CPU, of all its threads. */
  cpu: number;
  /** Bytes of memory now, and the most that it had. */
  rss: number;
  peak: number;
}

const probe = path.join(__dirname, '../programs/probe.cjs');
const children = new Set<ChildProcess>();

/** A Node process that the bench measures or has work for it. It ends with the bench. */
export class Child {
  #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #next = 0;
  readonly exited: Promise<unknown>;

  private constructor(
    readonly name: string,
    private readonly process: ChildProcess,
    private readonly log: string,
  ) {
    children.add(process);
    process.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(`${name}: ${error}`));
    });
    this.exited = once(process, 'exit').then(([code, signal]) => {
      children.delete(process);
      const ended = new Error(`${name} ended with ${code ?? signal}; its last words:\n${this.lastWords()}`);
      for (const { reject } of this.#waiting.values()) reject(ended);
      this.#waiting.clear();
    });
  }

  /**
   * @param log a file that takes what it prints, as it would on a server
   * @param env all of its environment but PATH
   */
  static start(
    name: string,
    file: string,
    { env, log, nodeArgs = [] }: { env: Record<string, string>; log: string; nodeArgs?: string[] },
  ): Child {
    const out = openSync(log, 'a');
    const child = spawn(process.execPath, [...nodeArgs, '--require', probe, file], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', out, out, 'ipc'],
    });
    closeSync(out);
    return new Child(name, child, log);
  }

  /** Asks it something. Rejects when it ends first. */
  call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.process.send({ id, method, args }, (error) => {
        if (error) reject(new Error(`${this.name} does not hear: ${error.message}\n${this.lastWords()}`));
      });
    });
  }

  usage = () => this.call<Usage>('usage');

  lastWords = () => readFileSync(this.log, 'utf8').trim().split('\n').slice(-15).join('\n');

  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}

/** Ends all that run. */
function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}
process.on('exit', killChildren);
