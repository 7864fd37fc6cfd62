import { createControl } from '@contract-kit/simulator/control';
import { bundle } from './bundle';
import { Part } from './part';

/**
 * Starts the simulator.
 * @param port 0 takes a free one
 * @returns `settings` are the variables that make a server use it
 */
export async function startSimulator(
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<{ part: Part; url: string; settings: Record<string, string> }> {
  const part = new Part('simulator', await bundle('simulator/src/main.ts'), {
    env: { ...env, SIMULATOR_PORT: String(port) },
  });
  const url = await part.untilSaid((line) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]);
  return { part, url, settings: await createControl(url).config() };
}
