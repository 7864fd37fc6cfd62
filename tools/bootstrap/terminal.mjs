// What the commands say to the person at the terminal: Chinese first, English under it.

import { styleText } from 'node:util';

const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/**
 * Whether there are colours is decided above: styleText itself looks at neither in the oldest Node that we run on.
 * @param {Parameters<typeof styleText>[0]} style
 * @returns {(text: string) => string}
 */
const inStyle = (style) => (text) => (colours ? styleText(style, text, { validateStream: false }) : text);

export const dim = inStyle('dim');
export const bold = inStyle('bold');
export const red = inStyle('red');
export const green = inStyle('green');
export const yellow = inStyle('yellow');

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
