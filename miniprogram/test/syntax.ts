import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

const src = path.join(__dirname, '../src');

/** Any node of a syntax tree. */
export type SyntaxNode = { type: string } & Record<string, unknown>;

/** The files of the mini-program, or of a folder that is built into it, but for tests; from `src`, with slashes. */
export const sourceFiles = (folder = src): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.relative(src, path.join(folder, file)).replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .sort();

/**
 * Every node of a file's syntax tree, outermost first.
 * @param inside whether the nodes in this one are of interest
 */
export function nodesOf(file: string, inside: (node: SyntaxNode) => boolean = () => true): SyntaxNode[] {
  const source = readFileSync(path.join(src, file), 'utf8');
  const found: SyntaxNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const isNode = isSyntaxNode(value);
      if (isNode) found.push(value);
      if (!isNode || inside(value)) Object.values(value).forEach(visit);
    }
  };
  visit(parseSync(source, { syntax: 'typescript', tsx: file.endsWith('x') }));
  return found;
}

const isSyntaxNode = (value: object): value is SyntaxNode =>
  'type' in value && typeof value.type === 'string';
