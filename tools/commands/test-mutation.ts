import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../bootstrap/root.mjs';
import { bold, dim, green, Problem, red, say } from '../bootstrap/terminal.mjs';
import { rooms } from '../mutation/rooms';
import { type Equivalent, type Judgement, judge, type Score } from '../mutation/score';
import { tryMutants } from '../mutation/stryker';
import { killAll, onInterrupt } from '../processes/processes';
import { openTestRedis } from '../redis/redis';

type Scores = Record<string, Score & { date: string }>;

const scoresFile = path.join(root, 'mutants/scores.json');
const equivalentsFile = path.join(root, 'mutants/equivalents.json');
const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8'));

/** Changes every operator, condition and text of a room, one at a time. What no test notices is printed. */
export async function run(args: string[]): Promise<number> {
  const { wanted, again } = readArguments(args);
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    void killAll();
  });
  const redis = await openTestRedis(process.env);
  let isWrong = false;
  try {
    for (const [name, files] of wanted) {
      say(bold(`\n${[name, ...files].join(' ')}`));
      const report = await tryMutants(root, name, rooms[name]!, { redis: redis.url, files, again });
      // What was found before in other files is in it, too.
      const looked = Object.entries(report.files).filter(
        ([file]) => files.length === 0 || files.includes(file),
      );
      const judgement = judge({ files: Object.fromEntries(looked) }, read<Equivalent[]>(equivalentsFile));
      print(judgement);
      if (judgement.outdated.length > 0) isWrong = true;
      if (files.length === 0 && !keep(name, judgement)) isWrong = true;
    }
  } catch (error) {
    if (!interrupted) throw error;
  } finally {
    await redis.close();
  }
  if (interrupted) {
    say('已中断，没有留下任何文件。', 'Interrupted; nothing is left behind.');
    return 130;
  }
  return isWrong ? 1 : 0;
}

/** @returns rooms, each with the files of it that alone are wanted; none: all of them */
function readArguments(args: string[]) {
  const all = Object.keys(rooms);
  const wanted = new Map<string, string[]>();
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { again: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    for (const given of positionals) {
      const place = given.replace(/\/$/, '');
      const name = all.find((room) => place === room || place.startsWith(`${room}/`));
      if (name === undefined) throw new Error(given);
      wanted.set(name, [...(wanted.get(name) ?? []), ...(place === name ? [] : [place])]);
    }
    if (wanted.size > 0) return { wanted, again: values.again };
  } catch {
    // Said below.
  }
  throw new Problem(
    `用法：npm run test:mutation -- 目录或文件… [--again]，目录是：\n  ${all.join('\n  ')}`,
    'Usage: npm run test:mutation -- ROOM… [--again], or files of one of these rooms. --again: also what was tried before.',
  );
}

function print({ score, killed, survived, equivalent, survivors, outdated }: Judgement) {
  for (const { file, line, mutator, original, replacement } of survivors) {
    process.stdout.write(
      `${red('✗')} ${file}:${line} ${dim(mutator)}\n    ${original}\n  → ${replacement}\n`,
    );
  }
  for (const { file, mutator, original } of outdated) {
    say(
      `${red('!')} mutants/equivalents.json 中的这一条已没有对应的代码：${file} ${mutator} ${original}`,
      'It fits no mutant any more: change it or take it out.',
    );
  }
  say(
    `${score}%：${killed} 处被测试发现，${survived} 处没有，${equivalent} 处谁也发现不了。`,
    `${score}%: ${killed} noticed, ${survived} not, ${equivalent} that nobody could notice.`,
  );
}

/** @returns false when it was better before; a better score is written down, to be committed */
function keep(name: string, { score, killed, survived, equivalent }: Judgement): boolean {
  const scores = read<Scores>(scoresFile);
  const before = scores[name]?.score ?? 0;
  if (score < before) {
    say(`${red('✗')} 低于以前的 ${before}%。`, `It was ${before}% before: write the missing tests.`);
    return false;
  }
  if (score > before) {
    const date = new Date().toISOString().slice(0, 10);
    const next: Scores = { ...scores, [name]: { date, score, killed, survived, equivalent } };
    const sorted = Object.fromEntries(Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(scoresFile, `${JSON.stringify(sorted, null, 2)}\n`);
    say(`${green('✓')} 已写入 mutants/scores.json，请提交。`, 'Written into mutants/scores.json: commit it.');
  }
  return true;
}
