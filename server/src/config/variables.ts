import { type Problem, type Text, text } from './problems';
import { readTextFile } from './text-file';

export type Env = Record<string, string | undefined>;

/** What a check makes of a value: the parsed value, or what is wrong with it. */
export type Checked<T> = { value: T } | { problem: Text; fix: Text };
export type Check<T> = (value: string) => Checked<T>;

/**
 * Reads variables, each as `NAME` or from the file that `NAME_FILE` names, and collects all that is wrong with them.
 * An empty variable counts as not set.
 */
export class Variables {
  readonly problems: Problem[] = [];

  constructor(private readonly env: Env) {}

  report(name: string, problem: Text, fix: Text): undefined {
    this.problems.push({ name, problem, fix });
    return undefined;
  }

  /** Whether it was given, in either way, readable or not. */
  isSet(name: string): boolean {
    return Boolean(this.env[name]) || Boolean(this.env[`${name}_FILE`]);
  }

  /** A variable that must be there; `howToGet` ends the sentence for someone who has not set it. */
  required<T>(name: string, check: Check<T>, howToGet: Text): T | undefined {
    if (!this.isSet(name)) return this.report(name, text('没有设置。', 'It is not set.'), howToGet);
    return this.optional(name, check);
  }

  /** A variable that may be absent: `undefined` then, and also when it was reported as wrong. */
  optional<T>(name: string, check: Check<T>): T | undefined {
    const value = this.read(name);
    if (value === undefined) return undefined;
    const checked = check(value);
    return 'value' in checked ? checked.value : this.report(name, checked.problem, checked.fix);
  }

  private read(name: string): string | undefined {
    const fileName = `${name}_FILE`;
    const [value, path] = [this.env[name], this.env[fileName]];
    if (value && path) {
      return this.report(
        name,
        text(`${name} 和 ${fileName} 同时设置了。`, `Both ${name} and ${fileName} are set.`),
        text('只保留一个。', 'Keep one of them.'),
      );
    }
    return path ? this.readFile(fileName, path) : value || undefined;
  }

  /** The path stays out of the texts: what was put there may be the secret itself. */
  private readFile(fileName: string, path: string): string | undefined {
    const fix = text(
      `请填一个可读的 UTF-8 文本文件的路径（相对路径从 ${process.cwd()} 算起），不要填内容本身。`,
      `Give the path of a readable UTF-8 text file (relative paths start at ${process.cwd()}), not the content itself.`,
    );
    const file = readTextFile(path);
    if ('missing' in file)
      return this.report(fileName, text('没有这个文件。', 'There is no such file.'), fix);
    if ('problem' in file) return this.report(fileName, file.problem, fix);
    const content = file.content.replace(/[\r\n]+$/, '');
    return content === '' ? this.report(fileName, text('文件是空的。', 'The file is empty.'), fix) : content;
  }
}
