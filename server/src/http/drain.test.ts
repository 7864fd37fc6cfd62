import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { waitFor } from '../../test/wait';
import { closeServer, createDrain } from './drain';
import { createHttpServer } from './server';

const opened: { closeAllConnections(): void; close(): void }[] = [];
afterEach(() => {
  jest.useRealTimers();
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server whose answers are held back; `held` are those under way. */
async function start() {
  const held: ServerResponse[] = [];
  const drain = createDrain();
  const server = createServer((_request, response) => {
    drain.add(response);
    held.push(response);
  });
  opened.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    drain,
    held,
    port,
    ask: () =>
      new Promise<string>((resolve) => {
        request({ port, host: '127.0.0.1', agent: false }, (answer) => {
          answer.resume().on('end', () => resolve(String(answer.statusCode)));
        })
          .on('error', ({ message }) => resolve(message))
          .end();
      }),
  };
}

/** `waiting` until it resolves. */
function state(promise: Promise<unknown>) {
  const found = { is: 'waiting' };
  void promise.then(() => {
    found.is = 'ended';
  });
  return found;
}

it('does not wait for a caller who had gone before the answer was owed', async () => {
  const { drain, held, ask } = await start();
  void ask();
  await waitFor('the request', () => held.length === 1);
  const [response] = held;
  response!.destroy();
  await once(response!, 'close');
  drain.add(response!);
  await drain.answered();
}, 10_000);

it('has answered when all that was under way has ended, and takes new requests meanwhile', async () => {
  const { drain, held, ask } = await start();
  const asked = [ask(), ask()];
  await waitFor('both', () => held.length === 2);
  const answered = drain.answered();
  const found = state(answered);
  held[0]!.end();
  await asked[0];
  expect(found.is).toBe('waiting');
  const later = ask();
  await waitFor('the later one', () => held.length === 3);
  held[1]!.end();
  await answered;
  held[2]!.end();
  expect(await Promise.all([...asked, later])).toEqual(['200', '200', '200']);
});

it('has answered at once when nothing is under way any more', async () => {
  const { drain, held, ask } = await start();
  const asked = ask();
  await waitFor('it', () => held.length === 1);
  held[0]!.end();
  await asked;
  await drain.answered();
});

/** Timers are moved by hand; the network goes on. */
const handTimers = () =>
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date', 'performance'] });

it('gives up on an answer after 30 s', async () => {
  const { drain, held, ask } = await start();
  const asked = ask();
  await waitFor('it', () => held.length === 1);
  handTimers();
  const answered = drain.answered();
  const found = state(answered);
  await jest.advanceTimersByTimeAsync(29_999);
  expect(found.is).toBe('waiting');
  await jest.advanceTimersByTimeAsync(1);
  await answered;
  jest.useRealTimers();
  held[0]!.end();
  await asked;
});

it('closes: takes no more, ends idle connections, and cuts off after 5 s what is still under way', async () => {
  const { held, ask, server, port } = await start();
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  idle.resume();
  const asked = ask();
  await waitFor('it', () => held.length === 1);
  handTimers();
  const closed = closeServer(server);
  const found = state(closed);
  expect(server.listening).toBe(false);
  await jest.advanceTimersByTimeAsync(4_999);
  expect([found.is, held[0]!.destroyed]).toEqual(['waiting', false]);
  await jest.advanceTimersByTimeAsync(1);
  await closed;
  expect(await asked).toBe('socket hang up');
});

it('closes at once when nothing is under way', async () => {
  const { server } = await start();
  await closeServer(server);
  expect(server.listening).toBe(false);
});

it('lets nobody hold it up: 30 s for a request, a minute and a second for a kept connection', () => {
  const server = createHttpServer(() => {});
  expect(server).toMatchObject({ headersTimeout: 30_000, requestTimeout: 30_000, keepAliveTimeout: 61_000 });
});
