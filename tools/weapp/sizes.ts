import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { dim, pad } from '../bootstrap/terminal.mjs';

/** What we allow ourselves, in bytes; WeChat allows 2 MB. */
export const packageLimit = 330_000;

/** @returns what is uploaded from a built package, the largest first */
export function fileSizes(folder: string): { file: string; bytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^project\..*config\.json$/.test(entry.name))
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { file: path.relative(folder, file).replaceAll('\\', '/'), bytes: statSync(file).size };
    })
    .sort((a, b) => b.bytes - a.bytes || (a.file < b.file ? -1 : 1));
}

export const totalBytes = (files: { bytes: number }[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** A line for each file. */
export function sizeTable(files: { file: string; bytes: number }[]) {
  return [...files, { file: dim('合计 total'), bytes: totalBytes(files) }]
    .map(({ file, bytes }) => `  ${String(bytes).padStart(9)}  ${pad(file, 28)}`.trimEnd())
    .join('\n');
}
