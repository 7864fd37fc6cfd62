import { EventEmitter, once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

export type Line = { type: string } & Record<string, unknown>;

/** A reader of `GET /_simulator/events`, who has had the greeting. */
export async function openEvents(url: string) {
  const request = get(`${url}/_simulator/events`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const lines: Line[] = [];
  const news = new EventEmitter();
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((part) => JSON.parse(part)));
    news.emit('lines');
  });
  // Broken off: `close` follows, and `complete` tells.
  response.on('error', () => {});
  const closed = new Promise<void>((resolve) => response.once('close', resolve));

  /** All lines so far, as soon as one of them fits. */
  async function until(fits: (line: Line) => boolean): Promise<Line[]> {
    while (!lines.some(fits)) await once(news, 'lines');
    return lines;
  }

  await until(({ type }) => type === 'hello');
  return { response, lines, until, closed, close: () => response.destroy() };
}
