import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, createSigning, deliverEvents, login, notification, poll } from './signings';

/*
 * Bare: the work that a signing cannot do without, by hand, as a careful engineer would write it without a framework. It is what
 * the server is compared with, and no server: no log, request ids, metrics, schemas or restoring of what Redis lost.
 */

const BODY_LIMIT = 64 * 1024;

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw new Error('too large');
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

async function route(request: IncomingMessage): Promise<Answer> {
  const { method, url = '', headers } = request;
  if (method === 'GET') {
    if (url.startsWith('/api/signings/')) return poll(headers.authorization, url.slice(14));
    if (url === '/readyz') return { status: 200 };
  } else if (method === 'POST') {
    const body = await read(request);
    if (url === '/notifications/wechatpay') return notification(headers, body);
    if (url === '/api/signings') return createSigning(headers.authorization);
    if (url === '/api/login') return login(body, request.socket.remoteAddress ?? '');
  }
  return { status: 404 };
}

function send(response: ServerResponse, { status, body }: Answer) {
  if (body === undefined) return response.writeHead(status).end();
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

deliverEvents();
createServer((request, response) => {
  route(request).then(
    (answer) => send(response, answer),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      send(response, { status: 500 });
    },
  );
}).listen(Number(process.env.PORT), '127.0.0.1');
