import type { FromLogic, RemotePorts } from './messages';

type Callback = (...values: unknown[]) => void;

const methods: { [Port in keyof RemotePorts]: (keyof RemotePorts[Port])[] } = {
  network: ['send', 'abort'],
  view: ['open', 'close', 'show', 'render', 'select', 'pageScrollTo'],
  ui: ['modal', 'actionSheet', 'toast', 'loading', 'navigationBar', 'confirmJump', 'stopPullDownRefresh'],
  otherApps: ['open', 'back', 'exit'],
  login: ['code'],
};

/** Ports whose calls are messages to the page. */
export function createRemotePorts(say: (message: FromLogic) => void) {
  const waiting = new Map<number, Callback>();
  let lastCall = 0;

  const remote =
    (port: keyof RemotePorts, method: string) =>
    (...given: unknown[]) => {
      const call = ++lastCall;
      const values = given.filter((value) => typeof value !== 'function');
      const callback = given.find((value) => typeof value === 'function');
      if (callback) waiting.set(call, callback as Callback);
      say({ type: 'call', call, port, method, values });
    };
  const ports = Object.fromEntries(
    Object.entries(methods).map(([port, names]) => [
      port,
      Object.fromEntries(names.map((name) => [name, remote(port as keyof RemotePorts, name)])),
    ]),
  );

  return {
    ports: ports as unknown as RemotePorts,
    reply(call: number, values: unknown[]): void {
      const callback = waiting.get(call);
      waiting.delete(call);
      callback?.(...values);
    },
  };
}
