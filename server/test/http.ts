import { request as httpRequest, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorResponse } from '@contract-kit/shared';
import { createHttpServer } from '../src/http/server';

/** An answer as it came; `body` is the JSON of its text, if that is what it says it is. */
interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it.
  body?: any;
}

interface Asked {
  headers?: Record<string, string | string[]>;
  /** Text and bytes are sent with their length, a list in chunks without it. */
  body?: string | Buffer | Buffer[];
}

/** One request on a connection of its own, just as it is given. */
export function ask(
  url: string,
  method: string,
  path: string,
  { headers, body }: Asked = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, path, headers: headers ?? {}, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = answer.headers['content-type']?.startsWith('application/json') && text !== '';
        const { statusCode: status = 0 } = answer;
        resolve({ status, headers: answer.headers, text, ...(isJson && { body: JSON.parse(text) }) });
      });
    });
    sent.on('error', reject);
    if (Array.isArray(body)) {
      for (const chunk of body) sent.write(chunk);
      sent.end();
    } else {
      if (body !== undefined) sent.setHeader('Content-Length', Buffer.byteLength(body));
      sent.end(body);
    }
  });
}

/** The body of an error, with a message in its language. */
export const error = (code: string, message: string, details?: object): ErrorResponse =>
  ({
    error: {
      code,
      message,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...(details && { details }),
    },
  }) as ErrorResponse;

/** Serves whatever Koa app there is while a file's tests run. */
export function useServer(create: () => { callback(): RequestListener }) {
  let url = '';
  const server = createHttpServer((request, response) => void handle(request, response));
  let handle: RequestListener;
  beforeAll(async () => {
    handle = create().callback();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return {
    url: () => url,
    ask: (method: string, path: string, asked?: Asked) => ask(url, method, path, asked),
  };
}
