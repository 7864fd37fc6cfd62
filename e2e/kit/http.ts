import { connect } from 'node:net';
import type { ErrorResponse } from '@contract-kit/shared';
import { request } from 'undici';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  error?: ErrorResponse['error'];
}

/** A request as somebody sends it who keeps to no API: any method, headers and bytes. */
export async function send(
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body?: string | Buffer | AsyncIterable<Buffer>,
): Promise<RawAnswer> {
  const answer = await request(url, {
    method: method as 'GET',
    headers,
    ...(body !== undefined && { body: body as Buffer }),
  });
  const text = await answer.body.text();
  const isJson = String(answer.headers['content-type']).startsWith('application/json') && text !== '';
  const { error } = isJson ? JSON.parse(text) : {};
  return { status: answer.statusCode, headers: answer.headers, text, ...(error && { error }) };
}

/** Writes to the server's socket, closes it, and waits until the server has closed it too. */
export async function write(url: string, text: string): Promise<void> {
  const { hostname, port } = new URL(url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.on('error', () => {});
    socket.on('close', () => resolve()).resume();
  });
}
