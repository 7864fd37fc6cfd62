import { createSimulator, type Simulator } from '@contract-kit/simulator';
import { PlatformEvents, type StreamedEvent } from './platform-events';

let simulator: Simulator;
let events: PlatformEvents | undefined;
beforeEach(async () => {
  simulator = await createSimulator();
});
afterEach(async () => {
  events?.close();
  await simulator.close();
});

function listen(url: string) {
  const types: string[] = [];
  let heard = () => {};
  events = new PlatformEvents(url, ({ type }: StreamedEvent) => {
    types.push(type);
    heard();
  });
  return {
    types,
    async until(wanted: string[]) {
      while (types.length < wanted.length) await new Promise<void>((resolve) => (heard = resolve));
      expect(types).toEqual(wanted);
    },
  };
}

test('hands on each event, in order', async () => {
  const { until } = listen(simulator.url);
  await until(['hello']);
  simulator.reset();
  simulator.reset();
  await until(['hello', 'reset', 'reset']);
});

test('listens again when the simulator was away', async () => {
  const { until } = listen(simulator.url);
  await until(['hello']);
  const port = Number(new URL(simulator.url).port);
  await simulator.close();
  simulator = await createSimulator({ port });
  await until(['hello', 'hello']);
  simulator.reset();
  await until(['hello', 'hello', 'reset']);
});

test('waits for a simulator that is not there yet', async () => {
  const port = Number(new URL(simulator.url).port);
  await simulator.close();
  const { until } = listen(`http://127.0.0.1:${port}`);
  simulator = await createSimulator({ port });
  await until(['hello']);
});

test('tells nothing once it is closed', async () => {
  const closed = listen(simulator.url);
  await closed.until(['hello']);
  events?.close();
  const other = listen(simulator.url);
  await other.until(['hello']);
  simulator.reset();
  await other.until(['hello', 'reset']);
  expect(closed.types).toEqual(['hello']);
});
