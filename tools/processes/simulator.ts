import { Part } from './part';

/**
 * Starts the simulator.
 * @param {NodeJS.ProcessEnv} env
 * @param {number} port 0 takes a free one
 * @returns {Promise<{part: Part, url: string, settings: Record<string, string>}>} `settings` are the variables
 *   that make a server use it
 */
export async function startSimulator(env, port) {
  const part = new Part('simulator', 'simulator/src/main.ts', {
    env: { ...env, SIMULATOR_PORT: String(port) },
  });
  const url = await part.untilSaid((line) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]);
  const response = await fetch(`${url}/_simulator/config`);
  return { part, url, settings: /** @type {Record<string, string>} */ (await response.json()) };
}
