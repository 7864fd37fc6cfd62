import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContractEvent } from '@contract-kit/server';
import { Webhook } from 'standardwebhooks';
import { root } from '../../tools/bootstrap/root.mjs';
import { freePort, startKit, waitFor } from '../kit';

/* What `docs/recipes/webhook` says in five languages holds in each of them. */

const folder = mkdtempSync(join(tmpdir(), 'webhook-recipes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const recipe = (name: string) => join(root, 'docs/recipes/webhook', name);

interface Language {
  /** Whether its tools are here. */
  probe: [command: string, ...args: string[]];
  /** As the recipe says that it is run. */
  run(port: number): [command: string, ...args: string[]];
}
const languages: Record<string, Language> = {
  'Node.js': { probe: ['node', '--version'], run: () => ['node', recipe('receiver.mjs')] },
  Python: { probe: ['python3', '--version'], run: () => ['python3', recipe('receiver.py')] },
  PHP: {
    probe: ['php', '--version'],
    run: (port) => ['php', '-S', `127.0.0.1:${port}`, recipe('receiver.php')],
  },
  Go: { probe: ['go', 'version'], run: () => ['go', 'run', recipe('receiver.go')] },
  Java: { probe: ['java', '--version'], run: () => ['java', recipe('Receiver.java')] },
};

const running = new Set<ChildProcess>();
/** With all that it has started: `go run` starts what it has built. */
const kill = (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
};
process.on('exit', () => running.forEach(kill));

const secretOf = (bytes: Buffer) => `whsec_${bytes.toString('base64')}`;

describe.each(Object.entries(languages))('in %s', (name, { probe: [command, ...args], run }) => {
  if (spawnSync(command, args).status !== 0) {
    it(`is not run: there is no ${command} on the PATH`, () => {
      if (process.env.CI === 'true') throw new Error(`${command} must be on the PATH when CI=true`);
    });
    return;
  }
  const [secret, next] = [secretOf(randomBytes(32)), secretOf(randomBytes(32))];
  const table = join(folder, `${name}.tsv`);
  let port: number;
  let url: string;
  let said = '';
  let child: ChildProcess;

  async function start() {
    const [program, ...programArgs] = run(port);
    const { PATH = '', HOME = folder } = process.env;
    child = spawn(program, programArgs, {
      cwd: folder,
      env: { PATH, HOME, PORT: String(port), CONTRACTS_FILE: table, MERCHANT_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (text) => {
        said += text;
      });
    }
    await waitFor(`${name} to listen`, async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`);
      return fetch(url).catch(() => undefined);
    });
  }
  async function stop() {
    const ended = once(child, 'exit');
    kill(child);
    await ended;
    running.delete(child);
  }
  beforeAll(async () => {
    port = await freePort();
    url = `http://127.0.0.1:${port}/contract-events`;
    await start();
  });
  afterAll(stop);

  const eventOf = (changes: object = {}): ContractEvent => {
    const outContractCode = randomBytes(12).toString('hex');
    return {
      type: 'contract.signed',
      eventId: `${outContractCode}-signed`,
      occurredAt: '2026-11-23T08:00:00.000Z',
      contractStatus: 'signed',
      outContractCode,
      contractId: '201710180325670965',
      serviceId: 12535,
      subMchid: '1900000109',
      appId: 'wxd678efh567hg6787',
      openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
      ...changes,
    };
  };
  /** Posts an event as the server does, but for what is asked. */
  async function post(
    event: ContractEvent,
    { keys = [secret], ageSeconds = 0, sent = '', headers = {} } = {},
  ) {
    const at = new Date(Date.now() - ageSeconds * 1000);
    const body = JSON.stringify(event);
    const { status } = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: sent || body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': event.eventId,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': keys.map((key) => new Webhook(key).sign(event.eventId, at, body)).join(' '),
        ...headers,
      },
    });
    return status;
  }
  /** What it keeps of a contract: the status that each event of it gave. */
  const kept = ({ outContractCode }: ContractEvent) =>
    (existsSync(table) ? readFileSync(table, 'utf8') : '')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, code]) => code === outContractCode)
      .map(([, , status]) => status);

  it('takes an event once, however often it comes, and after a restart too', async () => {
    const signed = eventOf({ reference: '订单 “7”\u2028\\', more: { than: ['is', 1, 'known'] } });
    expect(await post(signed)).toBe(204);
    expect(await post(signed)).toBe(204);
    expect(kept(signed)).toEqual(['active']);
    await stop();
    await start();
    expect(await post(signed)).toBe(204);
    const ended = { ...signed, type: 'contract.terminated' as const, contractStatus: 'terminated' as const };
    expect(await post({ ...ended, eventId: `${signed.outContractCode}-terminated` })).toBe(204);
    expect(kept(signed)).toEqual(['active', 'ended']);
    expect(readFileSync(table, 'utf8')).toContain(
      [signed.eventId, signed.outContractCode, 'active', signed.contractId, signed.openid].join('\t'),
    );
  });

  it('opens nothing for a signature that comes after the end', async () => {
    const late = eventOf({ contractStatus: 'terminated' });
    expect(await post(late)).toBe(204);
    expect(kept(late)).toEqual([]);
  });

  it('takes what it does not know, and does nothing', async () => {
    const unknown = eventOf({ type: 'contract.renewed', data: { nested: [[], {}, null, true, -1.5e3] } });
    expect(await post(unknown)).toBe(204);
    expect(kept(unknown)).toEqual([]);
  });

  it('believes one good signature among several', async () => {
    const event = eventOf();
    expect(await post(event, { keys: [next, secret] })).toBe(204);
    expect(kept(event)).toEqual(['active']);
  });

  it.each<[string, number, Parameters<typeof post>[1]]>([
    ['signed by somebody else', 401, { keys: [next] }],
    ['from over 300 s ago', 401, { ageSeconds: 302 }],
    ['from a time to come', 401, { ageSeconds: -330 }],
    ['that was changed', 401, { sent: JSON.stringify(eventOf()) }],
    ['with another id', 401, { headers: { 'webhook-id': 'another-signed' } }],
    [
      'with another time',
      401,
      { headers: { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 7) } },
    ],
    ['with a time that is none', 401, { headers: { 'webhook-timestamp': 'now' } }],
    ['with a signature that is none', 401, { headers: { 'webhook-signature': 'v1, ,v1' } }],
  ])('refuses an event %s', async (_, status, changes) => {
    const event = eventOf();
    expect(await post(event, changes)).toBe(status);
    expect(kept(event)).toEqual([]);
  });

  it('refuses a body that is empty, however it is signed, and one over 64 KiB', async () => {
    const id = 'empty-signed';
    const now = new Date();
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, ''),
    };
    expect((await fetch(url, { method: 'POST', headers })).status).toBe(400);
    const event = eventOf({ reference: 'x'.repeat(64 * 1024) });
    // It may close the connection on who still sends.
    expect(await post(event).catch(() => 413)).toBe(413);
    expect(kept(event)).toEqual([]);
    expect(await post(eventOf())).toBe(204);
  });

  it('gets a whole signing and its end from the server', async () => {
    const kit = await startKit({ env: { MERCHANT_WEBHOOK_URL: url, MERCHANT_WEBHOOK_SECRET: secret } });
    try {
      const user = await kit.signer();
      const { outContractCode } = user;
      await kit.control.sign(outContractCode);
      const look = () => kept({ outContractCode } as ContractEvent);
      await waitFor('the contract in its table', () => look().length === 1);
      await user.terminate(outContractCode);
      await waitFor('its end', () => look().length === 2);
      expect(look()).toEqual(['active', 'ended']);
    } finally {
      await kit.close();
    }
  });
});
