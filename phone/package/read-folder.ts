import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What stands beside the source of a package and is not part of it. */
const isApart = (name: string) => name.startsWith('.') || name === 'node_modules';

export interface PackageFolder {
  /** By path from the folder, with slashes. */
  bytes: Map<string, Buffer>;
  /** Links that lead out of the folder: `x.wxss`. They are not followed. */
  leadingOut: string[];
}

/** All files of a package. A link is followed to a file of the same folder, and nowhere else. */
export function readFolder(folder: string): PackageFolder {
  const root = realpathSync(folder);
  const bytes = new Map<string, Buffer>();
  const leadingOut: string[] = [];

  const readLink = (full: string, path: string) => {
    const target = targetOf(full);
    if (target === undefined || !target.startsWith(root + sep)) leadingOut.push(path);
    else if (statSync(target).isFile()) bytes.set(path, readFileSync(target));
  };
  const read = (inner: string) => {
    const entries: Dirent[] = readdirSync(join(root, inner), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isApart(entry.name)) continue;
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
      const full = join(root, path);
      if (entry.isSymbolicLink()) readLink(full, path);
      else if (entry.isDirectory()) read(path);
      else if (entry.isFile()) bytes.set(path, readFileSync(full));
    }
  };
  read('');
  return { bytes: new Map([...bytes].sort(([a], [b]) => (a < b ? -1 : 1))), leadingOut };
}

/** Where a link ends; undefined: nowhere. */
function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}
