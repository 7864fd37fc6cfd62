import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { within } from '../within';

/** A termination, the longest that a request may take: a query, the call and a query, of 8 s each; and a little. */
const ANSWERED_WITHIN_MS = 30_000;
const REST_ANSWERED_WITHIN_MS = 5_000;

/** Knows which answers are still owed, so that whoever ends can wait for them. */
export function createDrain() {
  const underWay = new Set<ServerResponse>();

  return {
    /** Counts an answer as owed until it has been given, or its caller is gone. */
    add(response: ServerResponse): void {
      // Gone already, while an application looked for a session, say: it will not be said again.
      if (response.closed) return;
      underWay.add(response);
      response.once('close', () => underWay.delete(response));
    },

    /** Resolves when what is under way now has ended, after 30 s in any case. New requests are still taken. */
    async answered(): Promise<void> {
      const ended = Promise.all([...underWay].map((response) => once(response, 'close')));
      await within(ANSWERED_WITHIN_MS, ended, () => []);
    },
  };
}

/** Takes no more, and resolves when the rest has ended; after 5 s it is cut off. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await within(REST_ANSWERED_WITHIN_MS, closed, () => {});
  server.closeAllConnections();
  await closed;
}
