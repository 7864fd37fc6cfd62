import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Problem } from './bootstrap/terminal.mjs';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * What was said to a command after `--`.
 * @param command as it is typed: `npm start`
 * @throws {Problem} that lists what it knows, when it gets anything else
 */
export function readOptions<T extends Options>(command: string, args: string[], options: T) {
  try {
    return parseArgs({ args, options }).values;
  } catch {
    const got = wrongOne(args, options);
    const known = Object.entries(options).map(([name, { type }]) =>
      type === 'string' ? `--${name} …` : `--${name}`,
    );
    if (known.length === 0) {
      throw new Problem(
        `${command} 没有参数，收到的是 ${got}。`,
        `${command} takes no options, but got ${got}.`,
      );
    }
    throw new Problem(
      `${command} 的参数只有 ${known.join('、')}，收到的是 ${got}（参数写在 -- 之后）。`,
      `${command} takes ${known.join(', ')} and nothing else (after --), not ${got}.`,
    );
  }
}

/** The first argument that is no option, or not with a value as it should be. */
function wrongOne(args: string[], options: Options): string {
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const wrong = tokens.find((token) => {
    if (token.kind !== 'option') return token.kind === 'positional';
    return (token.value === undefined ? 'boolean' : 'string') !== options[token.name]?.type;
  });
  return (wrong && args[wrong.index]) ?? args.join(' ');
}
