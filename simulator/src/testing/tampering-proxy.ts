import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

export interface Forwarded {
  method: string;
  /** Path and query. */
  url: string;
  authorization: string;
  body: string;
}

/** Stands between a client and `target` and sends on what `tamper` makes of each request. */
export async function createTamperingProxy(target: string, tamper: (sent: Forwarded) => Partial<Forwarded>) {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const sent: Forwarded = {
      method: req.method ?? '',
      url: req.url ?? '',
      authorization: req.headers.authorization ?? '',
      body: Buffer.concat(chunks).toString(),
    };
    const { method, url, authorization, body } = { ...sent, ...tamper(sent) };
    const { accept = '', 'user-agent': userAgent = '', 'content-type': contentType } = req.headers;
    const answer = await request(`${target}${url}`, {
      method: method as 'GET',
      headers: {
        accept,
        'user-agent': userAgent,
        authorization,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === '' ? {} : { body }),
    });
    res.writeHead(answer.statusCode, answer.headers).end(await answer.body.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
