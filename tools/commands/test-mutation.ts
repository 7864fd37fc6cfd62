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

/** By file. */
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
      const equivalents = read<Equivalent[]>(equivalentsFile);
      const judged = looked.map(
        ([file, found]) => [file, judge({ files: { [file]: found } }, equivalents)] as const,
      );
      for (const [, judgement] of judged) print(judgement);
      printSum(judge({ files: Object.fromEntries(looked) }, equivalents));
      const isLower = keep(judged);
      if (isLower || judged.some(([, { outdated }]) => outdated.length > 0)) isWrong = true;
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

function print({ survivors, outdated }: Judgement) {
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
}

const printSum = ({ score, killed, survived, equivalent }: Score) =>
  say(
    `${score}%：${killed} 处被测试发现，${survived} 处没有，${equivalent} 处谁也发现不了。`,
    `${score}%: ${killed} noticed, ${survived} not, ${equivalent} that nobody could notice.`,
  );

/**
 * Writes down what is better than before, to be committed.
 * @param judged by file
 * @returns whether any was better before
 */
function keep(judged: (readonly [file: string, Judgement])[]): boolean {
  const kept = read<Scores>(scoresFile);
  const date = new Date().toISOString().slice(0, 10);
  const scores = { ...kept };
  let isLower = false;
  for (const [file, { score, killed, survived, equivalent }] of judged) {
    const before = kept[file]?.score;
    if (before !== undefined && score < before) {
      isLower = true;
      say(
        `${red('✗')} ${file} 是 ${score}%，以前是 ${before}%。`,
        `${file}: ${score}%, and ${before}% before. Write the missing tests.`,
      );
    } else if (killed + survived > 0 && score !== before) {
      scores[file] = { date, score, killed, survived, equivalent };
    }
  }
  const sorted = Object.fromEntries(Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = `${JSON.stringify(sorted, null, 2)}\n`;
  if (text !== readFileSync(scoresFile, 'utf8')) {
    writeFileSync(scoresFile, text);
    say(`${green('✓')} 已写入 mutants/scores.json，请提交。`, 'Written into mutants/scores.json: commit it.');
  }
  return isLower;
}
