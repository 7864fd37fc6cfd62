import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadProblem } from './messages';

const around = 2;

/** An error with the lines around the place in a folder where it was thrown, as its stack tells. */
export function codeFrame({ message, stack = '' }: LoadProblem, folder: string): string {
  const place = placeIn(stack, folder);
  const frame = place && linesAround(place);
  return [message, frame, theirPlaces(stack).join('\n')].filter(Boolean).join('\n\n');
}

interface Place {
  file: string;
  line: number;
  column: number;
}

/** Down to where ours has loaded it. */
function theirPlaces(stack: string): string[] {
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/node:internal/.test(line));
  const ours = places.findIndex((line) => line.includes('LiveMerchant'));
  return ours < 0 ? places : places.slice(0, ours);
}

function placeIn(stack: string, folder: string): Place | undefined {
  for (const line of stack.split('\n')) {
    const [, file, at, column] = /(?:\(|at )((?:\/|[A-Za-z]:\\).+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (file?.startsWith(folder + path.sep)) return { file, line: Number(at), column: Number(column) };
  }
  return undefined;
}

function linesAround({ file, line, column }: Place): string | undefined {
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const first = Math.max(1, line - around);
  const width = String(line + around).length;
  const shown = lines.slice(first - 1, line + around).flatMap((text, index) => {
    const number = first + index;
    const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`;
    return number === line ? [row, `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`] : [row];
  });
  return [`${file}:${line}:${column}`, ...shown].join('\n');
}
