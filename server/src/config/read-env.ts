import { existsSync } from 'node:fs';
import { parse } from 'dotenv';
import { ConfigError, type Text, text } from './problems';
import { readTextFile } from './text-file';
import type { Env } from './variables';

export { ConfigError };

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
    throw new ConfigError([{ name: path, problem: file.problem, fix: file.fix ?? fix }]);
  }
  const env = { ...processEnv };
  for (const [name, value] of Object.entries(parse(file.content))) {
    const twin = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
    if (processEnv[name] === undefined && !processEnv[twin]) env[name] = value;
  }
  return env;
}

/**
 * What somebody who has not set everything should know of `.env`; nothing when it was read.
 * @param path none: it was not named, as by `npm run server` when there is none
 */
export function envFileAdvice(path: string | undefined): Text | undefined {
  if (path !== undefined && existsSync(path)) return undefined;
  const found =
    path === undefined
      ? text('没有读 .env，只读了环境变量。', 'No .env file was read, only the environment.')
      : text(
          `没有 ${path} 这个文件，只读了环境变量。`,
          `There is no file ${path}: only the environment was read.`,
        );
  const todo = text(
    '请把 .env.example 复制为 .env 并填好；npm run server 会读它，直接运行 main.js 要加参数 --env-file .env。',
    'Copy .env.example to .env and fill it in; `npm run server` reads it, and main.js itself with --env-file .env.',
  );
  return text(`${found['zh-CN']}${todo['zh-CN']}`, `${found.en} ${todo.en}`);
}
