import { ComponentSpace } from 'glass-easel';
import { button } from './button';
import { defineBuiltIn } from './define';
import { image } from './image';
import { input } from './input';
import { switchBox } from './switch';
import { text } from './text';
import { view } from './view';

/** The built-in components that are drawn; the table in ../../README.md lists what each of them does. */
export const builtIns = [view, text, button, image, input, switchBox];

/** A space in which every page may use them. */
export function createSpace(): ComponentSpace {
  const space = new ComponentSpace();
  for (const definition of builtIns) defineBuiltIn(space, definition);
  return space;
}
