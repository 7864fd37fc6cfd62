import path from 'node:path';
import { ensureInstalled } from '../../tools/bootstrap/install.mjs';
import { type Line, line } from '../report/line';
import { median, noiseOf, pairedRatios } from '../statistics/paired';
import { createCertificate, serverSettings } from '../world/settings';
import type { World } from '../world/world';
import { turned } from './rounds';

const peersFolder = path.join(__dirname, '../peers');
const clients = ['ours', 'copy', 'wechatpay-axios-plugin', 'wechatpay-node-v3'];

/** Our client of WeChat Pay and those of others, pre-signing over TLS, in alternating rounds. */
export async function client(world: World, size: { rounds: number; calls: number }): Promise<Line[]> {
  await ensureInstalled(peersFolder);
  const { key, certificate } = createCertificate(world.folder);
  const url = await world.platform.call<string>('listenWithTls', key, certificate);
  const settings = serverSettings(world.keys, { redisUrl: '', platformUrl: url, prefix: '' });
  const children = clients.map((name) => ({
    name,
    child: world.program('client', {
      ...settings,
      CLIENT: name === 'copy' ? 'ours' : name,
      BASE_URL: url,
      PEERS: peersFolder,
      NODE_EXTRA_CA_CERTS: certificate,
    }),
    cpu: [] as number[],
  }));
  try {
    for (let round = 0; round <= size.rounds; round++) {
      for (const { child, cpu } of turned(children, round)) {
        const before = await child.usage();
        await child.call('calls', size.calls);
        const after = await child.usage();
        if (round > 0) cpu.push((after.cpu - before.cpu) / size.calls);
      }
    }
  } finally {
    for (const { child } of children) await child.stop();
  }
  const [ours, copy, ...peers] = children;
  const noise = noiseOf(ours!.cpu, copy!.cpu);
  return [
    line('client: ours', median(ours!.cpu), 'µs CPU', { detail: ours!.cpu }),
    ...peers.map(({ name, cpu }) =>
      line(`client over ${name}`, median(pairedRatios(cpu, ours!.cpu)), 'CPU', { noise, detail: cpu }),
    ),
  ];
}
