import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { npmCommand } from '../bootstrap/npm.mjs';
import { root } from '../bootstrap/root.mjs';
import { writeDeclarations } from './declarations';
import { writeJavaScript } from './javascript';
import { manifestOf, type SourceManifest } from './manifest';
import type { Product } from './products';

/**
 * Makes a tarball that npm installs, of JavaScript and types, without anything of this workspace's own names.
 * @param destination a folder, which is made
 * @returns the tarball's path
 */
export async function pack(product: Product, destination: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'contract-kit-pack-'));
  try {
    const { version } = await writePackage(product, folder);
    mkdirSync(destination, { recursive: true });
    await npmPack(folder, destination);
    return path.join(destination, `${product.name}-${version}.tgz`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Writes what the tarball holds.
 * @returns its package.json
 */
export async function writePackage(product: Product, folder: string) {
  const source = readJson<SourceManifest>(path.join(root, product.source, 'package.json'));
  const known = Object.keys(source.dependencies ?? {}).filter((name) => !isOurs(name));
  const imported = await writeJavaScript(product, [...known, ...Object.keys(product.peers ?? {})], folder);
  const named = await writeDeclarations(product, folder);
  const dependencies = Object.fromEntries(
    known
      .filter((name) => imported.includes(name) || named.some((each) => belongsTo(each, name)))
      .map((name) => [name, source.dependencies?.[name] ?? '']),
  );
  // Whichever the consumer has: two of them beside each other are not the same types.
  if (named.some((each) => isBuiltin(each))) dependencies['@types/node'] = '>=20';
  const manifest = manifestOf(product, source, dependencies);
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const [name, file] of Object.entries(product.files))
    cpSync(path.join(root, file), path.join(folder, name));
  return manifest;
}

async function npmPack(folder: string, destination: string) {
  const { file, args, shell } = npmCommand(
    'npm',
    ['pack', '--silent', '--pack-destination', destination],
    process,
  );
  await promisify(execFile)(file, shell ? args.map((arg) => `"${arg}"`) : args, {
    cwd: folder,
    shell,
    windowsHide: true,
  });
}

const readJson = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;

const isOurs = (name: string) => name.startsWith('@contract-kit/');

/** Whether a specifier enters a package, or a part of it. */
const belongsTo = (specifier: string, name: string) => specifier === name || specifier.startsWith(`${name}/`);
