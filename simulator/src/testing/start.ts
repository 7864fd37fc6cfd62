import { type Control, createControl } from '../control/client';
import { createSimulator, type Simulator, type SimulatorOptions } from '../index';
import { createMerchant, createReceiver } from './merchant';

export interface Bench {
  simulator: Simulator;
  control: Control;
  merchant: ReturnType<typeof createMerchant>;
  receiver: Awaited<ReturnType<typeof createReceiver>>;
}

/** One simulator and one notification address for the tests of a file, cleared after each test. */
export function startBench(options: SimulatorOptions = {}): Bench {
  const bench = {} as Bench;
  beforeAll(async () => {
    bench.simulator = await createSimulator(options);
    bench.control = createControl(bench.simulator.url);
    bench.merchant = createMerchant(bench.simulator);
    bench.receiver = await createReceiver();
  });
  afterEach(() => {
    bench.simulator.reset();
    bench.receiver.reset();
  });
  afterAll(async () => {
    await bench.simulator.close();
    await bench.receiver.close();
  });
  return bench;
}
