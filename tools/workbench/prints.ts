import { stripVTControlCharacters } from 'node:util';

type Stream = 'stdout' | 'stderr';
type Hears = (stream: Stream, text: string) => void;

/** Of one write, in characters. */
const MOST = 16_384;
/** Of what is written before anybody hears. */
const KEPT = 1_000;

/**
 * Hears all that this process writes to its console: the merchant's code, and the libraries that it uses. The server's own log goes another way.
 * What is written still goes where it went.
 */
export function hearPrints(): { to(hears: Hears): void } {
  const early: Parameters<Hears>[] = [];
  let hears: Hears = (...print) => {
    if (early.length < KEPT) early.push(print);
  };
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name];
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) => {
      const said = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
      const text = stripVTControlCharacters(said).trimEnd();
      if (text !== '') hears(name, text.length > MOST ? `${text.slice(0, MOST)}…` : text);
      return write(chunk, ...rest);
    };
  }
  return {
    to(listener) {
      hears = listener;
      for (const print of early.splice(0)) listener(...print);
    },
  };
}
