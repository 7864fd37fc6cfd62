import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app';
import { type ConfigChoice, configFor } from './config';
import { resolveOptions, type SimulatorOptions } from './options';
import { createPlatform } from './platform';

export type { ConfigChoice } from './config';
export {
  type Acted,
  type Control,
  createControl,
  type Fault,
  type OperationName,
  type SimulatedContract,
  type SimulatedNotification,
  type SimulatedRequest,
} from './control/client';
export type { PlatformEvent } from './events';
export type { SimulatedMerchant, SimulatorOptions } from './options';

export interface Simulator {
  /** Origin without a slash at its end: the server's WECHATPAY_BASE_URL and WECHAT_API_BASE_URL. */
  url: string;
  /** The environment variables that make the server use this simulator; all but what is the server's own, such as PUBLIC_URL. */
  config(choice?: ConfigChoice): Record<string, string>;
  /** Clears everything but the keys: contracts, codes, logs, faults, settings, the clock. */
  reset(): void;
  /** Ends open connections and what is being sent. */
  close(): Promise<void>;
}

/** Starts a stand-in for WeChat Pay and WeChat login on this machine. Rejects when the port is taken or the keys cannot be read. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const resolved = resolveOptions(options);
  const platform = await createPlatform(resolved);
  let url = '';
  // As long as our server and proxies keep theirs: with Node's 5 s a busy client sends on one that closes just then.
  const server = createServer({ keepAliveTimeout: 61_000 }, createApp(platform, () => url).callback());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(resolved.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    await platform.close();
    throw explained(error as NodeJS.ErrnoException, resolved.port);
  }
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    config: (choice) => configFor(platform, url, choice),
    reset: () => platform.reset(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await platform.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The same error; of a port that is taken, saying what to do. */
function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    error.message =
      `端口 ${port} 已被占用：请换一个 port，0 为任意空闲端口。` +
      `Port ${port} is taken: name another, or 0 for a free one. (${error.message})`;
  return error;
}
