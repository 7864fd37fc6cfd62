import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  response: http.ServerResponse;
}

/** A server whose answers the test writes itself; without an answer of the test it is silent. Closed after all tests. */
export function testServer() {
  const received: Received[] = [];
  let answer = (_request: Received) => {};
  let url = '';
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url: path = '', headers } = request;
    const entry = { method, url: path, headers, body, response };
    received.push(entry);
    answer(entry);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    received.length = 0;
    answer = () => {};
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    received,
    origin: () => url,
    answerWith: (write: (request: Received) => void) => {
      answer = write;
    },
  };
}
