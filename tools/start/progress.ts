import { dim, say } from '../bootstrap/terminal.mjs';

/**
 * Shows that something takes its time: in a terminal the seconds count on in one line, which is gone afterwards; elsewhere it is a plain line.
 * @returns ends it
 */
export function startProgress(zh: string, en: string): () => void {
  const { stdout } = process;
  if (!stdout.isTTY) {
    say(`${zh}……`, `${en}…`);
    return () => {};
  }
  const began = performance.now();
  const show = () => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    stdout.write(`\r\u001b[K${zh} ${dim(en)} ${seconds} s`);
  };
  show();
  const timer = setInterval(show, 1_000);
  return () => {
    clearInterval(timer);
    stdout.write('\r\u001b[K');
  };
}
