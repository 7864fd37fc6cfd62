import { createLogicLayer, type LogicLayer } from '../runtime';
import { durableStorage } from './durable-storage';
import type { FromLogic, StartMessage, ToLogic } from './messages';
import { clock, takeWorld } from './own-world';
import { createRemotePorts } from './remote-ports';

/** The logic layer of one running mini-program: its own thread, without network, DOM or eval. Ends when the page terminates it. */
const post = globalThis.postMessage.bind(globalThis) as (message: unknown) => void;
const say = (message: FromLogic) => post(message);
const { ports, reply } = createRemotePorts(say);
let logic: LogicLayer | undefined;
let told = '';

globalThis.addEventListener('message', ({ data }: MessageEvent<ToLogic>) => {
  hear(data);
  tellState();
});
globalThis.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  logic?.unhandledRejection(event.reason);
});

function hear(message: ToLogic): void {
  switch (message.type) {
    case 'start':
      start(message);
      break;
    case 'reply':
      reply(message.call, message.values);
      break;
    case 'show':
      logic?.show(message.options);
      break;
    case 'hide':
      logic?.hide();
      break;
    case 'back':
      logic?.back();
      break;
    case 'dispatch':
      logic?.dispatch(message.event);
      break;
    case 'device':
      logic?.setDevice(message.change);
      break;
    case 'createComponent':
      logic?.createComponent(message.message);
      break;
    case 'updateComponent':
      logic?.updateComponent(message.componentId, message.properties);
      break;
    case 'removeComponent':
      logic?.removeComponent(message.componentId);
      break;
  }
}

function start({ files, kept, storageUrl, launch, type: _type, ...options }: StartMessage): void {
  const storage = durableStorage(new Map(kept), storageUrl);
  try {
    logic = createLogicLayer(
      { ...options, files: new Map(files) },
      {
        ...ports,
        realm: takeWorld(),
        clock: {
          ...clock,
          // Pages come and go in timers too.
          setTimeout: (run, ms) =>
            clock.setTimeout(() => {
              run();
              tellState();
            }, ms),
        },
        storage,
        record: (entry) => say({ type: 'log', entry }),
      },
    );
    logic.launch(launch);
  } catch (error) {
    say({ type: 'broken', message: error instanceof Error ? error.message : String(error) });
  }
}

function tellState(): void {
  if (!logic) return;
  const { state, pages } = logic;
  const now = JSON.stringify({ state, pages });
  if (now === told) return;
  told = now;
  say({ type: 'state', state, pages: [...pages] });
}
