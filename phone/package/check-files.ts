import { parseExpressionAt } from 'acorn';
import type { PackageFiles } from '../runtime';
import { readJson, usedComponents } from '../runtime/package-config';

/** JSON files that are broken, and files that others name and that are not there: `pages/a/a.json:3: …`. */
export function checkFiles(files: PackageFiles): string[] {
  const problems: string[] = [];
  for (const [path, text] of files) {
    const problem = path.endsWith('.json') ? jsonProblem(text) : undefined;
    if (problem) problems.push(`${path}:${problem.line}: ${problem.message}`);
  }
  const { pages = [] } = readJson<{ pages: string[] }>(files, 'app.json');
  const app = files.get('app.json') ?? '';
  if (!files.has('app.js')) problems.push('app.json:1: there is no app.js');
  for (const page of pages)
    for (const ending of ['.js', '.wxml'])
      if (!files.has(page + ending))
        problems.push(`app.json:${lineOf(app, page)}: there is no ${page}${ending}`);
  for (const owner of ['app', ...pages])
    for (const [tag, path] of usedComponents(files, owner))
      if (!files.has(`${path}.json`) && !files.has(`${path}.js`) && !files.has(`${path}/index.js`))
        problems.push(
          `${owner}.json:${lineOf(files.get(`${owner}.json`) ?? '', tag)}: <${tag}>: there is no ${path}.js`,
        );
  return problems;
}

/** @returns undefined when it can be read; an empty file can */
export function jsonProblem(text: string): { line: number; message: string } | undefined {
  try {
    JSON.parse(text.trim() === '' ? '{}' : text);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    // V8 quotes the file around it, which the line says better.
    const short = message.replace(/, (\.\.\.)?"[\s\S]*" is not valid JSON$/, '');
    return { line: lineIn(text, message), message: short };
  }
}

/** V8 gives the position of some mistakes; of the others the JavaScript parser knows it. */
function lineIn(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length;
  try {
    parseExpressionAt(text, 0, { ecmaVersion: 2020 });
  } catch (error) {
    return (error as { loc?: { line: number } }).loc?.line ?? 1;
  }
  return 1;
}

function lineOf(text: string, word: string): number {
  const at = text.indexOf(`"${word}"`);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
