import { freePort } from '@contract-kit/server/testing';

export { freePort };

/** Where a server may listen on this machine, and what it tells WeChat Pay. */
export async function freeAddress() {
  const PORT = String(await freePort());
  return { PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}` };
}

/** What `npm start` listens on. */
export async function freePorts() {
  const [port, simulatorPort, phonePort] = [await freePort(), await freePort(), await freePort()];
  return {
    env: { PORT: String(port), SIMULATOR_PORT: String(simulatorPort), PHONE_PORT: String(phonePort) },
    server: `http://127.0.0.1:${port}`,
    simulator: `http://127.0.0.1:${simulatorPort}`,
    phone: `http://127.0.0.1:${phonePort}`,
  };
}
