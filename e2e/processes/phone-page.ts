import { once } from 'node:events';
import type { Troubles, World } from '@contract-kit/phone';
import { WebSocket } from 'undici';
import { waitFor } from '../kit';

/** What the phone's server says, as far as these tests read it. */
interface Message {
  type: string;
  world?: World;
  troubles?: Troubles;
  entry?: { kind: string };
  apps?: World['apps'];
}

/** The phone's page in a browser, as its server sees it: one WebSocket. */
export async function openPhonePage(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, { headers: { origin: url } });
  const heard: Message[] = [];
  socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))));
  await once(socket, 'open');
  return {
    send: (message: object) => socket.send(JSON.stringify(message)),
    /** The first of its messages that fits. */
    hears: (what: string, fits: (message: Message) => unknown): Promise<Message> =>
      waitFor(what, () => heard.find(fits)),
    close: () => socket.close(),
  };
}
