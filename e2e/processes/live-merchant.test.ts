import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ObservedEntry } from '@contract-kit/shared';
import { MerchantServer } from '../../tools/processes/merchant-server';
import { stopAll } from '../../tools/processes/processes';
import { type CodeNews, MerchantCode } from '../../tools/workbench/merchant-code';
import { type Client, startWorld, type World, waitFor } from '../kit';

const folder = mkdtempSync(path.join(os.tmpdir(), 'merchant-'));
/** Beside the folder: what changes in it is watched. */
const gate = `${folder}-open`;
const news: CodeNews[] = [];
const entries: ObservedEntry[] = [];
const lines: string[] = [];
const code = new MerchantCode(folder);
let world: World;
let server: { url: string; process: MerchantServer };

const save = (text: string) => writeFileSync(path.join(folder, 'index.ts'), text);

/** @param body of `onContractSigned` */
const functions = (body: string, before = '') => `
  import type { ContractEvent } from '@contract-kit/server';
  import { notWrittenYet } from '@contract-kit/server';
  ${before}
  export const merchant = {
    async onContractSigned({ outContractCode }: ContractEvent) { ${body} },
    onContractTerminated: notWrittenYet,
  };`;

beforeAll(async () => {
  world = await startWorld();
  save(functions(`console.log('first');`));
  await code.first();
  const { PATH = '', SystemRoot = '', TEMP = '', TMPDIR = '' } = process.env;
  const env = await world.env({ PATH, SystemRoot, TEMP, TMPDIR });
  const started = new MerchantServer({ env, args: [], code });
  started.onEntry((entry) => entries.push(entry));
  started.onLine((line) => lines.push(line));
  server = { url: await started.start(), process: started };
  await code.watch(
    (file) => started.load(file),
    (each) => news.push(each),
  );
});
afterAll(async () => {
  await code.close();
  await stopAll();
  await world?.close();
  for (const each of [folder, gate]) rmSync(each, { recursive: true, force: true });
});

/** Saves, and waits for what is said of it. */
async function saved<Is extends CodeNews['is']>(text: string, is: Is) {
  const from = news.length;
  save(text);
  return waitFor(`the code to be ${is}`, () =>
    news.slice(from).find((each): each is Extract<CodeNews, { is: Is }> => each.is === is),
  );
}

async function signer(): Promise<{ outContractCode: string; client: Client }> {
  const client = (await world.login(server)).client(server);
  return { outContractCode: (await client.create()).body.outContractCode, client };
}

const printed = (outContractCode: string, text: string) =>
  waitFor(`“${text}” to be printed`, () =>
    entries.find(
      (entry) => entry.kind === 'print' && entry.outContractCode === outContractCode && entry.text === text,
    ),
  );

/** A contract, signed: its event was delivered. */
async function signed(text: string): Promise<string> {
  const { outContractCode } = await signer();
  await world.control.sign(outContractCode);
  await printed(outContractCode, text);
  return outContractCode;
}

it('from saving to the log line of the next event it takes less than 3 s, without a restart', async () => {
  await signed('first');
  const { outContractCode } = await signer();
  const begun = performance.now();
  await saved(functions(`console.log('second');`), 'loaded');
  await world.control.sign(outContractCode);
  expect(await printed(outContractCode, 'second')).toMatchObject({
    stream: 'stdout',
    eventId: `${outContractCode}-signed`,
    attempt: 1,
  });
  expect(performance.now() - begun).toBeLessThan(3_000);
  // For the terminal.
  expect(lines).toContain('second');
  expect(lines.filter((line) => line.includes('"event":"listening"'))).toHaveLength(1);
});

it('code that comes back after an edit is loaded again from its top', async () => {
  const first = functions(`console.log('back');`, `console.log('loaded at the top');`);
  const tops = () =>
    entries.filter((entry) => entry.kind === 'print' && entry.text === 'loaded at the top').length;
  await saved(first, 'loaded');
  await saved(functions(`console.log('between');`), 'loaded');
  await saved(first, 'loaded');
  await waitFor('its top to run twice', () => tops() === 2);
});

it.each([
  ['that does not compile', functions('', 'const broken = ;'), 'build', /index\.ts:4:17.*const broken = ;/s],
  [
    'that imports what is not there',
    functions('', `import './nowhere';`),
    'build',
    /index\.ts:4:9.*nowhere/s,
  ],
  [
    'that throws when it is loaded',
    functions('', `const settings = JSON.parse('{'); console.log(settings);`),
    'load',
    /JSON[\s\S]*index\.ts:4:\d+[\s\S]*> 4 \| +const settings[\s\S]*\^/,
  ],
  ['that has no functions', 'export const merchant = {};', 'load', /onContractSigned, onContractTerminated/],
])('code %s does not run: what ran before does, and it is said where', async (_, text, why, says) => {
  await saved(functions(`console.log('good');`), 'loaded');
  const broken = await saved(text, 'broken');
  expect(broken).toMatchObject({ why, text: expect.stringMatching(says) });
  await signed('good');
});

it('what code has begun while it was loaded may fail: that is printed, and the server goes on', async () => {
  const text = functions(
    `console.log('after it');`,
    `void Promise.reject(new Error('no database at load'));`,
  );
  await saved(text, 'loaded');
  await waitFor('the error', () =>
    entries.find((entry) => entry.kind === 'print' && entry.text.includes('no database at load')),
  );
  await signed('after it');
});

it('code with type errors runs, and they are said', async () => {
  const from = news.length;
  await saved(functions(`const text: number = 'typed'; console.log(text);`), 'loaded');
  await signed('typed');
  const { text } = await waitFor('type errors', () =>
    news.slice(from).find((each) => each.is === 'typeErrors'),
  );
  expect(text).toMatch(/index\.ts.*TS2322/);
});

it('an event under way ends in the code that it began in', async () => {
  const old = `
    console.log('old begins');
    while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 20));
    console.log('old ends');`;
  await saved(functions(old, `import { existsSync } from 'node:fs';`), 'loaded');
  const { outContractCode } = await signer();
  await world.control.sign(outContractCode);
  await printed(outContractCode, 'old begins');
  await saved(functions(`console.log('new');`), 'loaded');
  await signed('new');
  writeFileSync(gate, '');
  await printed(outContractCode, 'old ends');
  const event = await waitFor('the event to be taken', () =>
    entries.find((entry) => entry.kind === 'event' && entry.outContractCode === outContractCode),
  );
  expect(event).toMatchObject({ attempt: 1, outcome: 'delivered' });
});

it('an event that the merchant has not taken names file and line, and is sent again at once when somebody says so', async () => {
  await saved(functions(`throw new Error('no database');`), 'loaded');
  const { outContractCode } = await signer();
  await world.control.sign(outContractCode);
  const attempts = () =>
    entries.flatMap((entry) =>
      entry.kind === 'event' && entry.outContractCode === outContractCode ? [entry] : [],
    );
  // The next one comes 10 s later only.
  await waitFor('three attempts', () => attempts().length === 3);
  const [first, , third] = attempts();
  expect(first!.error!.stack).toMatch(/no database[\s\S]*index\.ts:6:\d+/);
  await saved(functions(`console.log('mended');`), 'loaded');
  server.process.deliver(outContractCode, 'signed');
  await waitFor('the fourth', () => attempts().length === 4);
  expect(attempts()[3]).toMatchObject({ attempt: 4, outcome: 'delivered' });
  expect(attempts()[3]!.at).toBeLessThan(third!.nextAt!);
});
