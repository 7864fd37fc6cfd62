import { existsSync } from 'node:fs';
import { table } from '@contract-kit/server/variables';
import { green, Problem, say } from '../bootstrap/terminal.mjs';
import { readOptions } from '../options';
import { envFile } from '../settings';
import { complaintAbout, complaintAboutForm } from '../setup/complaint';
import { makePrivate, readFile, setInFile } from '../setup/env-file';
import { interview, openQuestions } from '../setup/interview';
import type { Env, Language } from '../setup/questions';
import { questions, twinOf } from '../setup/questions';
import { terminalPrompts } from '../setup/terminal-prompts';
import { run as doctor } from './doctor';

const INTERRUPTED = 130;

/** Fills in `.env`, by questions or by `--set`, and ends with the doctor. */
export async function run(args: string[]): Promise<number> {
  const options = readOptions('npm run setup', args, {
    set: { type: 'string', multiple: true },
    language: { type: 'string' },
    // Not --env-file: Node.js itself takes that, wherever it stands, and reads the file before us.
    file: { type: 'string' },
    'no-questions': { type: 'boolean' },
    'no-doctor': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const language = languageOf(options.language);
  const file = options.file ?? envFile;
  const known = () => readFile(file);
  for (const [name, value] of given(options.set ?? [], known())) setInFile(file, name, value);

  if (!options['no-questions'] && openQuestions(known(), { required: false }).length > 0) {
    if (!(await ask(file, known(), language))) return INTERRUPTED;
  }
  const missing = openQuestions(known(), { required: true }).map(({ name }) => name);
  if (missing.length > 0) {
    throw new Problem(
      `还缺 ${missing.join('、')}：运行 npm run setup 逐项填写，或加上 --set 名称=值。`,
      `Still missing: ${missing.join(', ')}. Run \`npm run setup\` and answer, or add --set NAME=VALUE.`,
    );
  }
  makePrivate(file);
  say(
    `${green('✓')} ${file} 已填好，只有你能读（0600）。`,
    `It is filled in, and only you can read it (0600).`,
  );
  if (options['no-doctor']) return 0;
  process.stdout.write('\n');
  return doctor(existsSync(file) ? ['--env-file', file] : []);
}

/** @throws {Problem} when it is none that questions are asked in */
function languageOf(given: string | undefined): Language | undefined {
  if (given === undefined || given === 'zh' || given === 'en') return given;
  throw new Problem(`--language 是 zh 或 en，不是 ${given}。`, `--language is zh or en, not ${given}.`);
}

/** @returns whether everything was answered */
async function ask(file: string, env: Env, language: Language | undefined): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Problem(
      '这里不是终端，不能提问：用 --set 名称=值 给出每一项，并加上 --no-questions。',
      'This is no terminal to ask questions at: give each by --set NAME=VALUE, with --no-questions.',
    );
  }
  const prompts = await terminalPrompts();
  const chosen = language ?? (await prompts.language());
  const isDone =
    chosen !== undefined &&
    (await interview({
      env,
      prompts,
      language: chosen,
      keep: (name, value) => setInFile(file, name, value),
    }));
  if (!isDone)
    say(
      `\n已填的都保存在 ${file}；再运行 npm run setup 接着填。`,
      'What you have answered is kept in that file: run `npm run setup` again to go on.',
    );
  return isDone;
}

/** Whether the server also takes it from a file that `NAME_FILE` names. */
const isAlsoAFile = (name: string) =>
  Object.hasOwn(table, name) && !(table as Record<string, { plain?: true }>)[name]?.plain;

/**
 * What `--set` says, all of it checked before any of it is written.
 * @throws {Problem} that lists what is wrong
 */
function given(settings: string[], known: Env): [string, string][] {
  const pairs = settings.map((setting): [string, string] => {
    const at = setting.indexOf('=');
    return at > 0 ? [setting.slice(0, at), setting.slice(at + 1)] : [setting, ''];
  });
  const asked = questions.map(({ name }) => name.replace(/_FILE$/, ''));
  const names = asked.flatMap((name) => (isAlsoAFile(name) ? [name, twinOf(name)] : [name]));
  const twins = pairs.map(([name]) => [twinOf(name), undefined]);
  const env = { ...known, ...Object.fromEntries(twins), ...Object.fromEntries(pairs) };
  const wrong = pairs.flatMap(([name, value]) => {
    const complaint = (language: Language) => {
      if (!names.includes(name))
        return language === 'zh'
          ? `不是 setup 会问的。有：${asked.join('、')}`
          : `setup does not ask for it. It asks for ${asked.join(', ')}`;
      if (value === '')
        return language === 'zh' ? '没有值，写成 名称=值。' : 'It has no value: write NAME=VALUE.';
      return complaintAboutForm(value, language) ?? complaintAbout(name, env, language);
    };
    const zh = complaint('zh');
    return zh === undefined ? [] : [{ name, zh, en: complaint('en') ?? '' }];
  });
  if (wrong.length === 0) return pairs;
  throw new Problem(
    `什么也没有写，请先改正：\n${wrong.map(({ name, zh }) => `  ${name}：${zh}`).join('\n')}`,
    `Nothing was written. Correct these first:\n${wrong.map(({ name, en }) => `  ${name}: ${en}`).join('\n')}`,
  );
}

const usage = `用法：npm run setup                       逐项询问缺少的设置，写进 .env，最后运行 doctor
      npm run setup -- --set 名称=值 …    直接写入这几项（先检查）；加 --no-questions 不再询问
      --language zh|en  --file 文件  --no-doctor
      密钥不要写在命令行里：用 名称_FILE=路径，或在提问时填。
Usage: npm run setup [-- --set NAME=VALUE… --no-questions --language zh|en --file FILE --no-doctor]: asks for what is missing, writes .env,
and ends with the doctor. Secrets are better answered than put on a command line.
`;
