import { say } from '../bootstrap/terminal.mjs';

/** Opens an address in the browser, for people at a terminal who have not declined. A machine without a browser is no error. */
export async function openBrowser(
  url: string,
  {
    wanted,
    env = process.env,
    isTerminal = process.stdout.isTTY === true,
  }: { wanted: boolean; env?: NodeJS.ProcessEnv; isTerminal?: boolean },
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
