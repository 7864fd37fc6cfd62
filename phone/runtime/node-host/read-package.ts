import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageFiles } from '../options';

const textFiles = /\.(js|json|wxml|wxs|wxss)$/;

/** Reads the folder that a build has written: the one with `app.json` in it. */
export function readPackage(dir: string): PackageFiles {
  const files = new Map<string, string>();
  const read = (folder: string) => {
    for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) read(path);
      else if (textFiles.test(entry.name)) files.set(path, readFileSync(join(dir, path), 'utf8'));
    }
  };
  read('');
  return files;
}
