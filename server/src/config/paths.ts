import { existsSync } from 'node:fs';
import { dirname, parse } from 'node:path';
import { type Text, text } from './problems';

/** No key looks so: base64 of one starts with a letter, PEM with dashes. */
export const looksLikePath = (value: string) =>
  value.length < 1024 &&
  !value.includes('-----') &&
  (/^(\/|\\\\|\.{1,2}[\\/]|~[\\/]|[A-Za-z]:[\\/\r\n\t])/.test(value) ||
    /\.(pem|key|crt|cer|der|p12|pfx|txt)$/i.test(value));

/** Whether a file is there under what was given as a secret. */
export const isPathOfFile = (value: string) => looksLikePath(value) && existsSync(value);

/** Whether a text leads to a file, or at least to a folder. One that leads nowhere may be a secret in the place of a path. */
export function leadsSomewhere(path: string): boolean {
  const folder = dirname(path);
  const isPlain = folder === '.' || folder === parse(path).root;
  return existsSync(path) || (!isPlain && existsSync(folder));
}

/** In an unquoted or single-quoted value of `.env` a backslash is one; between double quotes `\n` and `\r` are line breaks. */
export const isMangledPath = (path: string) => /[\r\n\t]/.test(path);

export const pathProblem: Text = text('这里放的是文件路径。', 'The path of a file was put here.');

export const pathFix = (path: string): Text => {
  const where = text(
    '路径请写进名字以 _FILE 结尾的那个变量（本变量名加 _FILE）。',
    'Put the path into the variable of this name that ends in _FILE.',
  );
  if (!isMangledPath(path)) return where;
  return text(`${where['zh-CN']}${mangledFix['zh-CN']}`, `${where.en} ${mangledFix.en}`);
};

export const mangledFix: Text = text(
  '.env 里双引号中的 \\n、\\r 会变成换行：Windows 路径请用单引号，或者用正斜杠（C:/keys/key.pem）。',
  'Between double quotes in .env, \\n and \\r become line breaks: write a Windows path in single quotes, or with forward slashes (C:/keys/key.pem).',
);
