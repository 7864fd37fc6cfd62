import type { Style } from '@contract-kit/server/doctor';
import { dim, green, red, yellow } from '../bootstrap/terminal.mjs';

const colours = { ok: green, bad: red, unknown: yellow };

/** How the commands show what the doctor finds. */
export const style: Style = { mark: (mark, text) => colours[mark](text), dim };
