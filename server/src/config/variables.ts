import { isMangledPath, leadsSomewhere, mangledFix } from './paths';
import { type Problem, type Text, text } from './problems';
import { declared, type Given, type Name, type Value } from './table';
import { readTextFile } from './text-file';
import type { Checked, Others } from './variable';

export type Env = Record<string, string | undefined>;

/**
 * Reads variables, each as `NAME` or from the file that `NAME_FILE` names, and collects all that is wrong with them.
 * An empty variable counts as not set.
 */
export class Variables {
  readonly problems: Problem[] = [];
  /** What is odd and yet used. */
  readonly warnings: Problem[] = [];
  /** For the checks that depend on other variables: whoever reads one of those puts it here. */
  readonly others: Others = { production: false, real: false, realLogin: false, ownLogin: false };
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

  /** Whether it was given, in either way, readable or not. */
  isSet(name: Name): boolean {
    return Boolean(this.env[name]) || (!declared(name).plain && Boolean(this.env[`${name}_FILE`]));
  }

  /** Whether it may not be left out. */
  isNeeded(name: Name): boolean {
    const { missing, unlessOwnLogin } = declared(name);
    return missing !== undefined && !(unlessOwnLogin && this.others.ownLogin);
  }

  /** What was given, or what holds otherwise: also when it was reported as wrong. */
  get<N extends Name>(name: N): Value<N> {
    const { default: otherwise } = declared(name);
    const value = this.given(name) ?? (typeof otherwise === 'function' ? otherwise(this.others) : otherwise);
    return value as Value<N>;
  }

  /** What was given: `undefined` when it was not, or was reported as wrong or missing. */
  given<N extends Name>(name: N): Given<N> | undefined {
    const { missing, plain } = declared(name);
    if (missing && this.isNeeded(name) && !this.isSet(name)) {
      const problem = text('没有设置。', 'It is not set.');
      this.problems.push({ ...this.about(name, problem, missing), missing: true });
      return undefined;
    }
    const value = plain ? this.env[name] || undefined : this.read(name);
    return value === undefined ? undefined : this.checked(name, name, value);
  }

  /**
   * @param name what a problem is reported of
   * @param variable whose check it is
   */
  checked<N extends Name>(name: string, variable: N, value: string): Given<N> | undefined {
    const checked = declared(variable).check(value, this.others) as Checked<Given<N>>;
    if (!('value' in checked)) return this.report(name, checked.problem, checked.fix);
    if (checked.odd) this.warn(name, checked.odd.problem, checked.odd.fix);
    return checked.value;
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
