import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractEvent } from '@contract-kit/server';
import { contractEvent } from '@contract-kit/server/testing';
import { Webhook } from 'standardwebhooks';
import { root } from '../../tools/bootstrap/root.mjs';
import { freePort, startKit, waitFor } from '../kit';
import { describeWith } from './kit/component';
import { createFolder } from './kit/folder';
import { type Program, runProgram, startProgram } from './kit/program';

/* What `docs/recipes/webhook` says in five languages holds in each of them. */

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const recipe = (name: string) => join(root, 'docs/recipes/webhook', name);

/** The arguments with which a language runs its recipe, and the program, if that is not the language's own. */
interface Run {
  file: string;
  args: string[];
}

describeWith([], 'in Node.js', () =>
  hold(async () => ({ file: process.execPath, args: [recipe('receiver.mjs')] })),
);
describeWith(['python'], 'in Python', ({ python }) =>
  hold(async () => ({ file: python, args: [recipe('receiver.py')] })),
);
describeWith(['php'], 'in PHP', ({ php }) =>
  hold(async (_folder, port) => ({ file: php, args: ['-S', `127.0.0.1:${port}`, recipe('receiver.php')] })),
);
describeWith(['go'], 'in Go', ({ go }) =>
  hold(async (folder) => {
    // What `go run` starts outlives it.
    const file = join(folder, 'receiver');
    await runProgram(go, ['build', '-o', file, recipe('receiver.go')], { cwd: folder });
    return { file, args: [] };
  }),
);
describeWith(['java'], 'in Java', ({ java }) =>
  hold(async () => ({ file: java, args: [recipe('Receiver.java')] })),
);

/** @param prepare says how the recipe is run */
function hold(prepare: (folder: string, port: number) => Promise<Run>): void {
  const [secret, next] = [newSecret(), newSecret()];
  let folder: string;
  let table: string;
  let port: number;
  let url: string;
  let run: Run;
  let program: Program;

  async function start() {
    const env = { PORT: String(port), CONTRACTS_FILE: table, MERCHANT_WEBHOOK_SECRET: secret };
    program = startProgram(run.file, run.args, { cwd: folder, env });
    const ended = program.exited.then(() => Promise.reject(new Error(`it ended: ${program.said()}`)));
    const listens = waitFor('it to listen', () => fetch(url).catch(() => undefined));
    await Promise.race([listens, ended]);
    ended.catch(() => {});
  }
  beforeAll(async () => {
    folder = createFolder();
    table = join(folder, 'contracts.tsv');
    port = await freePort();
    url = `http://127.0.0.1:${port}/contract-events`;
    run = await prepare(folder, port);
    await start();
  });
  afterAll(() => program?.end());

  const eventOf = (changes: object = {}) =>
    contractEvent({ outContractCode: randomBytes(12).toString('hex'), ...changes });
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
    await program.end();
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
}
