import { parse } from 'dotenv';
import { ConfigError, text } from './problems';
import { readTextFile } from './text-file';
import type { Env } from './variables';

/**
 * The environment, filled up from a `.env` file. A variable of the environment wins over the file's, also as its
 * `NAME_FILE` twin. No file is fine; one that cannot be read throws `ConfigError`.
 */
export function readEnv(path: string, processEnv: Env): Env {
  const file = readTextFile(path);
  if ('missing' in file) return { ...processEnv };
  if ('problem' in file) {
    const fix = text(
      '请把它改成可读的 UTF-8 文本文件，或者删掉它。',
      'Make it a readable UTF-8 text file, or remove it.',
    );
    throw new ConfigError([{ name: path, problem: file.problem, fix }]);
  }
  const env = { ...processEnv };
  for (const [name, value] of Object.entries(parse(file.content))) {
    const twin = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
    if (processEnv[name] === undefined && !processEnv[twin]) env[name] = value;
  }
  return env;
}
