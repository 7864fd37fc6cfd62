import { say } from '../bootstrap/terminal.mjs';

/**
 * Opens an address in the browser, for people at a terminal who have not declined. A machine without a browser is no error.
 * @param {string} url
 * @param {{wanted: boolean, env?: NodeJS.ProcessEnv, isTerminal?: boolean}} options
 */
export async function openBrowser(
  url,
  { wanted, env = process.env, isTerminal = process.stdout.isTTY === true },
) {
  if (!wanted || env.CI || !isTerminal) return;
  try {
    const { default: open } = await import('open');
    const launcher = await open(url);
    // Nothing that it comes to later may end this command.
    launcher.on('error', () => {});
  } catch {
    say(`没能打开浏览器，请自己打开 ${url}`, 'The browser could not be opened; open that address yourself.');
  }
}
