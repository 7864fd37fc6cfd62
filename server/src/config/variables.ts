import { isMangledPath, leadsSomewhere, mangledFix } from './paths';
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
  /** What is odd and yet used. */
  readonly warnings: Problem[] = [];
  /** All that was asked for, and so all that there is: without `_FILE`. */
  readonly known = new Set<string>();
  /** By variable: the files that were read. */
  private readonly files = new Map<string, string>();

  constructor(readonly env: Env) {}

  report(name: string, problem: Text, fix: Text): undefined {
    this.problems.push(this.about(name, problem, fix));
    return undefined;
  }

  warn(name: string, problem: Text, fix: Text): void {
    this.warnings.push(this.about(name, problem, fix));
  }

  /** The name as its value was given: `NAME_FILE`, with the file, when it came from there. */
  private about(name: string, problem: Text, fix: Text): Problem {
    const [variable = name] = name.split('[');
    const file = this.files.get(variable);
    if (file === undefined) return { name, problem, fix };
    return { name: name === variable ? `${name}_FILE` : name, file, problem, fix };
  }

  /** As it stands in the environment: for what nobody sets in a file. */
  plain(name: string): string | undefined {
    this.known.add(name);
    return this.env[name] || undefined;
  }

  /** Whether it was given, in either way, readable or not. */
  isSet(name: string): boolean {
    this.known.add(name);
    return Boolean(this.env[name]) || Boolean(this.env[`${name}_FILE`]);
  }

  /** A variable that must be there; `howToGet` ends the sentence for someone who has not set it. */
  required<T>(name: string, check: Check<T>, howToGet: Text): T | undefined {
    if (!this.isSet(name)) {
      const problem = text('没有设置。', 'It is not set.');
      this.problems.push({ ...this.about(name, problem, howToGet), missing: true });
      return undefined;
    }
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
    this.known.add(name);
    const fileName = `${name}_FILE`;
    const [value, path] = [this.env[name], this.env[fileName]];
    if (value && path) {
      return this.report(
        name,
        text(`${name} 和 ${fileName} 同时设置了。`, `Both ${name} and ${fileName} are set.`),
        text('只保留一个。', 'Keep one of them.'),
      );
    }
    return path ? this.readFile(name, path) : value || undefined;
  }

  private readFile(name: string, path: string): string | undefined {
    const shown = leadsSomewhere(path) && path;
    const refuse = (problem: Text, fix: Text): undefined => {
      this.problems.push({ name: `${name}_FILE`, ...(shown && { file: shown }), problem, fix });
    };
    const fix = text(
      `请填一个可读的 UTF-8 文本文件的路径（相对路径从 ${process.cwd()} 算起），不要填内容本身。`,
      `Give the path of a readable UTF-8 text file (relative paths start at ${process.cwd()}), not the content itself.`,
    );
    if (path.includes('-----BEGIN ')) {
      return refuse(
        text('这里放的是内容，不是路径。', 'The content was put here, not the path of its file.'),
        fix,
      );
    }
    if (isMangledPath(path)) {
      const problem = text('路径里有换行或制表符。', 'There is a line break or a tab in the path.');
      return refuse(problem, mangledFix);
    }
    const file = readTextFile(path);
    if ('missing' in file) return refuse(text('没有这个文件。', 'There is no such file.'), fix);
    if ('problem' in file) return refuse(file.problem, file.fix ?? fix);
    const content = file.content.replace(/[\r\n]+$/, '');
    if (content === '') return refuse(text('文件是空的。', 'The file is empty.'), fix);
    this.files.set(name, path);
    return content;
  }
}
