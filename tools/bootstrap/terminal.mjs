// What the commands say to the person at the terminal: Chinese first, English under it.

const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** @param {string} text */
export const dim = (text) => (colours ? `\u001b[2m${text}\u001b[22m` : text);
/** @param {string} text */
export const bold = (text) => (colours ? `\u001b[1m${text}\u001b[22m` : text);
/** @param {string} text */
export const red = (text) => (colours ? `\u001b[31m${text}\u001b[39m` : text);
/** @param {string} text */
export const green = (text) => (colours ? `\u001b[32m${text}\u001b[39m` : text);
/** @param {string} text */
export const yellow = (text) => (colours ? `\u001b[33m${text}\u001b[39m` : text);

/**
 * Prints one piece of news.
 * @param {string} zh
 * @param {string} [en]
 */
export function say(zh, en) {
  process.stdout.write(en === undefined ? `${zh}\n` : `${zh}\n${dim(en)}\n`);
}

/** Something that the person at the terminal can put right: printed without a stack, exit 1. */
export class Problem extends Error {
  /**
   * @param {string} zh what is wrong and what to do
   * @param {string} en the same
   */
  constructor(zh, en) {
    super(en);
    this.name = 'Problem';
    this.zh = zh;
  }
}

/**
 * Prints why a command could not do its work: a Problem in words, anything else with its stack.
 * @param {unknown} error
 */
export function complain(error) {
  if (error instanceof Problem) {
    process.stderr.write(`${red('✗')} ${error.zh}\n${dim(error.message)}\n`);
  } else {
    process.stderr.write(`${red('✗')} ${error instanceof Error ? error.stack : String(error)}\n`);
  }
}

/** Columns that a text takes in a terminal: Chinese characters and full-width marks take two. */
export function columns(/** @type {string} */ text) {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

/**
 * Pads a text with spaces to a number of terminal columns.
 * @param {string} text
 * @param {number} width
 */
export function pad(text, width) {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
