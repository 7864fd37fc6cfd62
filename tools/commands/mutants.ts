import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { bold, dim, green, Problem, pad, red, say } from '../bootstrap/terminal.mjs';
import { hunt, type Result } from '../mutants/hunt';
import { parseMutant } from '../mutants/mutant';
import { readOptions } from '../options';
import { killAll, onInterrupt } from '../processes/processes';

const folder = path.join(root, 'mutants');

export async function run(args: string[]): Promise<number> {
  const { only, 'tests-passed': testsPassed } = readOptions('npm run mutants', args, {
    only: { type: 'string', multiple: true },
    'tests-passed': { type: 'boolean', default: false },
  });
  const mutants = read(only);
  say(
    bold(`逐个植入 ${mutants.length} 处缺陷，每一处都必须让指定的测试变红。`),
    `Planting ${mutants.length} defects one by one; each must turn its tests red.`,
  );
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    void killAll();
  });
  const began = performance.now();
  try {
    const results = await hunt({
      root,
      mutants,
      testsPassed,
      onResult: (result) => {
        if (!interrupted) print(result);
      },
    });
    if (!interrupted) return sum(results, (performance.now() - began) / 1000);
  } catch (error) {
    if (!interrupted) throw error;
  }
  say('已中断，没有留下任何文件。', 'Interrupted; nothing is left behind.');
  return 130;
}

function sum(results: Result[], seconds: number) {
  const escaped = results.filter(({ fate }) => fate !== 'killed').length;
  const noticed = results.length - escaped;
  say(
    `\n${noticed} 处被测试发现，${escaped} 处没有，用时 ${Math.round(seconds)} 秒。`,
    `${noticed} noticed, ${escaped} not, ${Math.round(seconds)} s.`,
  );
  return escaped === 0 ? 0 : 1;
}

/** @param only names; all when absent */
function read(only: string[] | undefined) {
  const all = readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .map((file) => file.slice(0, -'.patch'.length))
    .sort();
  const wanted = only?.map((name) => path.basename(name, '.patch'));
  const unknown = wanted?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0 || all.length === 0) {
    throw new Problem(
      `mutants/ 中没有 ${unknown.join('、') || '任何补丁'}。`,
      `mutants/ has no ${unknown.join(', ') || 'patch at all'}; it has: ${all.join(', ') || 'nothing'}`,
    );
  }
  return (wanted ?? all).map((name) =>
    parseMutant(name, readFileSync(path.join(folder, `${name}.patch`), 'utf8')),
  );
}

function print({ mutant, fate, why, seconds }: Result) {
  const words = { killed: green('✓ 发现 '), survived: red('✗ 漏过 '), error: red('! 出错 ') };
  process.stdout.write(
    `${words[fate]} ${pad(mutant.name, 36)} ${dim(pad(`${seconds.toFixed(1)} s`, 7))} ${mutant.promise}\n`,
  );
  if (why) process.stdout.write(`${why.replace(/^/gm, '      ')}\n`);
}
