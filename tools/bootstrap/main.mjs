import { createRequire } from 'node:module';
import { commands } from './commands.mjs';
import { followNpm } from './follow-npm.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { bold, complain, dim, pad } from './terminal.mjs';

/** @param {string[]} argv a command and its arguments */
export async function main([name = '', ...args]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    list(name);
    process.exitCode = name === '' || name === 'help' || name === '--help' ? 0 : 1;
    return;
  }
  endWithReader();
  let isEnding = () => false;
  try {
    process.chdir(root);
    followNpm(() => isEnding());
    await ensureInstalled();
    const { runCommand, wasTold } = await loadTypeScript();
    isEnding = wasTold;
    process.exitCode = await runCommand(name, command, args);
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}

/** Whoever reads what is printed may leave, as `| head` does: there is nobody to print for then, and no error to tell. */
function endWithReader() {
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') throw error;
    // As a shell says of a program that a broken pipe has ended.
    process.exit(141);
  });
}

/**
 * What could not be read before the install.
 * @returns {Promise<typeof import('../run-command')>}
 */
async function loadTypeScript() {
  const { register } = await import('tsx/cjs/api');
  register();
  return createRequire(import.meta.url)('../run-command.ts');
}

/** @param {string} name what was asked for */
function list(name) {
  const lines = [
    ...(name && !/^(--)?help$/.test(name)
      ? [`没有 “${name}” 这个命令。${dim(`No such command: ${name}`)}`, '']
      : []),
    `${bold('命令')} ${dim('commands')}: npm run <命令> [-- 参数]`,
    ...Object.entries(commands).flatMap(([each, { zh, en }]) => [
      `  ${bold(pad(each, 10))} ${zh}`,
      `  ${pad('', 10)} ${dim(en)}`,
    ]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
