import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..');

/** A guide of `docs/`, as somebody follows it who does exactly what it says. */
export interface Guide {
  text: string;
  /** The files that a chapter gives whole: a name in bold, then a block of code. */
  files(chapter: string): Map<string, string>;
  /** The commands of a chapter, in order. */
  commands(chapter: string): string[];
}

export function readGuide(name: string): Guide {
  const text = readFileSync(join(root, 'docs', name), 'utf8').replaceAll('\r\n', '\n');

  function chapterOf(title: string): string {
    const found = text.split(/^## /m).find((chapter) => chapter.startsWith(`${title}\n`));
    if (found === undefined) throw new Error(`docs/${name} has no chapter "${title}"`);
    return found;
  }

  return {
    text,
    files(chapter) {
      const blocks = chapterOf(chapter).matchAll(/^\*\*`([^`]+)`\*\*\n\n```\w+\n([\s\S]*?)^```$/gm);
      return new Map([...blocks].map(([, path, code]) => [path!, code!]));
    },
    commands: (chapter) =>
      [...chapterOf(chapter).matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, block]) => block!.trim()),
  };
}

/** The address that a file of the guide gives the server. */
export function baseUrlOf(code: string | undefined): string {
  const [, url] = /baseUrl: '([^']+)'/.exec(code ?? '') ?? [];
  if (url === undefined) throw new Error('There is no baseUrl');
  return url;
}
