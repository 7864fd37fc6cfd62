import type { Middleware } from 'koa';
import type { PlatformEvent } from '../events';
import type { Platform } from '../platform';

/** A reader who is this many bytes behind is let go: what waits for it is kept in memory. */
const farBehind = 1024 * 1024;

/** What happens from now on, a JSON object a line, until the reader goes or the simulator closes. The first line is a greeting. */
export function eventStream({ events, closing }: Platform): Middleware {
  return (context) => {
    context.status = 200;
    context.type = 'application/x-ndjson';
    if (context.method === 'HEAD') return;
    // Koa would end the answer.
    context.respond = false;
    const { res } = context;
    const write = (line: PlatformEvent | { type: 'hello' }) => {
      res.write(`${JSON.stringify(line)}\n`);
      if (res.writableLength > farBehind) res.destroy();
    };
    const unsubscribe = events.subscribe(write);
    const end = () => {
      unsubscribe();
      res.end();
    };
    closing.addEventListener('abort', end);
    res.once('close', () => {
      unsubscribe();
      closing.removeEventListener('abort', end);
    });
    write({ type: 'hello' });
  };
}
