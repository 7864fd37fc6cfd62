import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';

/** A request that came, with the bytes of its body. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What is sent back: an answer, or one of the ways in which none comes. */
export type Reply =
  | { status?: number; headers?: Record<string, string | string[]>; body?: string | Buffer }
  | 'reset'
  | 'hang'
  /** The headers and half a body, and then nothing. */
  | 'stall'
  /** The same, and then the connection ends. */
  | 'break'
  /** Bytes that are not HTTP. */
  | 'garbage';

export interface FakeUpstream {
  url: string;
  requests: ReceivedRequest[];
  /** How many TCP connections were opened. */
  connections(): number;
  /** What to answer from now on. */
  reply: (request: ReceivedRequest, attempt: number) => Reply;
  close(): Promise<void>;
}

/** An HTTP server on this machine that answers what a test tells it to, and remembers what it was asked. */
export async function startFakeUpstream(reply: FakeUpstream['reply'] = () => ({})): Promise<FakeUpstream> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    upstream.requests.push(received);
    const answer = upstream.reply(received, upstream.requests.length);
    if (answer === 'hang') return;
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (answer === 'garbage') {
      request.socket.end('not HTTP at all');
      return;
    }
    if (answer === 'stall' || answer === 'break') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":', () => answer === 'break' && request.socket.destroy());
      return;
    }
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(answer.body);
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server);
  const upstream: FakeUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    connections: () => connections,
    reply,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}

/** A base URL where nothing listens. */
export async function refusingUrl(): Promise<string> {
  const upstream = await startFakeUpstream();
  await upstream.close();
  return upstream.url;
}

/** Takes connections and never says a word: a TLS handshake with it does not end. */
export async function startSilentServer(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => sockets.push(socket));
  await listen(server);
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server | TcpServer): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}
