import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import rawBody from 'raw-body';
import type { Config } from '../../config';
import { NOTIFY_PATH, SELF_TEST_PATH } from '../../config/urls';
import { digestOf, readNonce } from '../../http/self-test';
import { createHttpServer } from '../../http/server';
import { NotificationError, type NotificationReason, type WechatPay } from '../../wechatpay';

/** The doctor in the server's place, where no server runs. */
export interface Listener {
  /** Whoever asks with it is answered. */
  expect(nonce: string): void;
  hasArrived(message: string): boolean;
  /** Why what came last was not believed. */
  refused(): NotificationReason | undefined;
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024;

/**
 * Listens on `PORT`. Real notifications that come meanwhile are refused, so that WeChat Pay sends them again to the server.
 * @returns undefined when somebody else listens there
 */
export async function listen(
  { port, host }: Pick<Config, 'port' | 'host'>,
  client: Pick<WechatPay, 'parseNotification'>,
): Promise<Listener | undefined> {
  const nonces = new Set<string>();
  const messages = new Set<string>();
  let refused: NotificationReason | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0]!;
    if (request.method !== 'POST') return say(response, 404);
    if (path.endsWith(SELF_TEST_PATH)) {
      const body = await rawBody(request, { limit: BODY_LIMIT });
      const nonce = readNonce(body);
      if (nonce === undefined || !nonces.delete(nonce)) return say(response, 404);
      return say(response, 200, { sha256: digestOf(body) });
    }
    if (!path.endsWith(NOTIFY_PATH)) return say(response, 404);
    const body = await rawBody(request, { limit: BODY_LIMIT });
    const notification = await client.parseNotification(request.headers, body);
    if (notification.kind !== 'echo') return say(response, 503);
    messages.add(notification.echoMessage);
    return say(response, 204);
  }

  const server = createHttpServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof NotificationError) refused = error.reason;
      say(response, 503);
    });
  });
  if (!(await isListening(server, port, host))) return undefined;
  return {
    expect: (nonce) => void nonces.add(nonce),
    hasArrived: (message) => messages.has(message),
    refused: () => refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function say(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 204 ? undefined : JSON.stringify(body ?? { code: 'FAIL', message: 'doctor' }));
}

const isListening = (server: Server, port: number, host: string) =>
  new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => resolve(true));
  });
