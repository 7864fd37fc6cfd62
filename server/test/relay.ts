import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** An address on this machine that stands before another, over TCP. */
export interface Relay {
  port: number;
  /** Cuts every connection, and takes no more. */
  close(): Promise<void>;
}

/**
 * @param target asked for each connection where it is to lead
 * @param link what passes from one side to the other; everything if absent. Each side ends with the other
 */
export async function startRelay(
  target: () => { port: number; host?: string },
  link: (client: Socket, server: Socket) => void = (client, server) => client.pipe(server).pipe(client),
): Promise<Relay> {
  const sockets = new Set<Socket>();
  const relay = createServer({ noDelay: true }, (client) => {
    const { port, host = '127.0.0.1' } = target();
    const server = connect({ port, host, noDelay: true });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    link(client, server);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (relay.address() as AddressInfo).port,
    async close() {
      const closed = once(relay, 'close');
      relay.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
