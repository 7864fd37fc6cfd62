import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../tools/bootstrap/terminal.mjs';

export interface Options {
  quick: boolean;
  /** Where the JSON goes. */
  json?: string;
  /** Sections to run; all of them when there are none. */
  only: string[];
  /** The main.js of each build that is compared; none: no comparison. */
  compare: string[];
}

/**
 * @param sections that there are
 * @throws Problem that says what there is, when it gets anything else
 */
export function readOptions(args: string[], sections: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const { quick, json, only, compare } = values;
  const unknown = only.find((name) => !sections.includes(name));
  if (unknown !== undefined) {
    throw new Problem(
      `--only 只能是 ${sections.join('、')}，收到的是 ${unknown}。`,
      `--only is one of ${sections.join(', ')}, not ${unknown}.`,
    );
  }
  if (compare !== positionals.length > 0) throw wrong(positionals[0] ?? '--compare');
  return { quick, only, compare: positionals.map(mainOf), ...(json !== undefined && { json }) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
        compare: { type: 'boolean', default: false },
      },
    });
  } catch {
    throw wrong(args.join(' '));
  }
}

const wrong = (got: string) =>
  new Problem(
    `npm run bench 的参数只有 --quick、--json 文件、--only 部分、--compare 构建目录…，收到的是 ${got}（参数写在 -- 之后）。`,
    `npm run bench takes --quick, --json FILE, --only SECTION, --compare BUILD… and nothing else (after --), not ${got}.`,
  );

/** @param build what `npm run build` made: a folder with main.js, or that file */
function mainOf(build: string): string {
  const file = build.endsWith('.js') ? path.resolve(build) : path.resolve(build, 'main.js');
  if (existsSync(file)) return file;
  throw new Problem(
    `${build} 不是 npm run build 生成的后端目录：没有 main.js。`,
    `${build} is no server that npm run build made: it has no main.js.`,
  );
}
