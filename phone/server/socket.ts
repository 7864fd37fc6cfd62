import type { RawData, WebSocket } from 'ws';
import type { ToPage, ToServer } from '../protocol';
import { createNetwork } from '../runtime/node-host/network';

/** What a page's messages come to, but for its requests. */
export interface Hearing {
  code(appId: string, user: string): Promise<string>;
  tell(entry: unknown): void;
  trouble(change: unknown): Promise<void>;
  terminate(outContractCode: string): Promise<void>;
  deliver(outContractCode: string, event: 'signed' | 'terminated'): void;
  reset(): Promise<void>;
}

/**
 * One page in a browser. Its mini-programs' requests go on to the servers that stand behind the origins which each of them may call, and
 * nowhere else; they end with the page.
 *
 * @param originsOf by appid, as they are now
 */
export function serveSocket(
  socket: WebSocket,
  originsOf: (appId: string) => Readonly<Record<string, string>>,
  hearing: Hearing,
): void {
  const networks = new Map<string, ReturnType<typeof createNetwork>>();
  const appOf = new Map<number, string>();
  const say = (message: ToPage) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const attempt = (what: string, doing: Promise<void>) =>
    doing.catch((error: unknown) => say({ type: 'failed', what, message: messageOf(error) }));

  function networkOf(appId: string) {
    const network = networks.get(appId) ?? createNetwork(() => originsOf(appId));
    networks.set(appId, network);
    return network;
  }

  socket.on('message', (data) => {
    const message = parse(data);
    switch (message?.type) {
      case 'request': {
        const { id, appId, message: asked } = message;
        const { origin } = URL.canParse(asked.url) ? new URL(asked.url) : { origin: '' };
        if (originsOf(appId)[origin] === undefined) {
          say({ type: 'answer', id, outcome: { failure: 'url not in domain list' } });
          return;
        }
        appOf.set(id, appId);
        networkOf(appId).send({ ...asked, id }, (outcome) => {
          appOf.delete(id);
          say({ type: 'answer', id, outcome });
        });
        return;
      }
      case 'abort':
        networks.get(appOf.get(message.id) ?? '')?.abort(message.id);
        appOf.delete(message.id);
        return;
      case 'code': {
        const { id, appId, user } = message;
        hearing.code(appId, user).then(
          (code) => say({ type: 'code', id, result: { code } }),
          (error: unknown) => say({ type: 'code', id, result: { failure: messageOf(error) } }),
        );
        return;
      }
      case 'tell':
        hearing.tell(message.entry);
        return;
      case 'trouble':
        void attempt('trouble', hearing.trouble(message.change));
        return;
      case 'terminate':
        void attempt('terminate', hearing.terminate(message.outContractCode));
        return;
      case 'deliver':
        hearing.deliver(message.outContractCode, message.event);
        return;
      case 'reset':
        void attempt('reset', hearing.reset());
    }
  });
  socket.on('close', () => {
    for (const network of networks.values()) network.close();
  });
}

function parse(data: RawData): ToServer | undefined {
  try {
    return JSON.parse(String(data)) as ToServer;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
