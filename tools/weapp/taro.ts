import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../bootstrap/root.mjs';
import { Problem } from '../bootstrap/terminal.mjs';
import { isStopping, startNode } from '../processes/processes';

const mostLines = 60;

/** The mini-program's folder. */
export const miniprogram = path.join(root, 'miniprogram');

/**
 * Builds the mini-program for WeChat as it is uploaded.
 * @param folder where to
 * @param serverUrl the merchant's server
 * @throws {Problem} with what the compiler says
 */
export async function buildWeapp(folder: string, serverUrl: string) {
  let printed = '';
  const taro = startTaro([], folder, serverUrl, 'production', (text) => {
    printed += text;
  });
  const code = await taro.exited;
  if (code !== 0 || isStopping()) {
    throw new Problem(
      `小程序没有构建成功：\n${whatWentWrong(printed)}`,
      'The mini-program was not built; see above.',
    );
  }
}

/**
 * Builds the mini-program for WeChat DevTools, and again whenever a source changes.
 * @param folder where to
 * @param serverUrl the merchant's server
 * @param onPrinted what Taro prints
 */
export function watchWeapp(folder: string, serverUrl: string, onPrinted: (text: string) => void) {
  return startTaro(['--watch'], folder, serverUrl, 'development', onPrinted);
}

function startTaro(
  args: string[],
  folder: string,
  serverUrl: string,
  mode: 'production' | 'development',
  onPrinted: (text: string) => void,
) {
  const taro = startNode(path.join(miniprogram, 'node_modules/@tarojs/cli/bin/taro'), {
    name: 'taro',
    args: ['build', '--type', 'weapp', ...args],
    cwd: miniprogram,
    env: {
      ...withoutInfluence(process.env),
      NODE_ENV: mode,
      // Else a first build that fails would be the last: Taro ends on it even when it watches.
      ...(mode === 'development' && { NODE_OPTIONS: '--unhandled-rejections=warn' }),
      MINIPROGRAM_SERVER_URL: serverUrl,
      MINIPROGRAM_OUTPUT: path.relative(miniprogram, folder).replaceAll('\\', '/'),
    },
    output: 'pipe',
  });
  for (const stream of [taro.child.stdout, taro.child.stderr])
    stream?.setEncoding('utf8').on('data', onPrinted);
  return taro;
}

/** The same sources make the same bytes, whoever builds them. */
function withoutInfluence(env: NodeJS.ProcessEnv) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(TARO_|BABEL_|BROWSERSLIST)/.test(name)),
  );
}

/**
 * What came of the last build that a watching Taro printed of.
 * @returns undefined before it has begun
 */
export function outcomeOf(printed: string): 'building' | 'built' | 'failed' | undefined {
  const text = stripVTControlCharacters(printed);
  if (!/→ Watching[^\n]*\n/.test(text)) return /● Webpack/.test(text) ? 'building' : undefined;
  return text.lastIndexOf('✖ Webpack') > text.lastIndexOf('✔ Webpack') ? 'failed' : 'built';
}

/** The end of what Taro printed, without the progress bars before it. */
export function whatWentWrong(printed: string) {
  const text = stripVTControlCharacters(printed);
  const lines = text.slice(Math.max(text.lastIndexOf('✖ Errors'), 0)).split(/\r?\n/);
  return lines
    .filter((line) => line.trim() !== '' && !/█|^✖ Errors|^→ Watching|^ {4}at /.test(line))
    .slice(0, mostLines)
    .map((line) => `  ${line}`)
    .join('\n');
}
