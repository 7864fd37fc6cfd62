import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { startNode } from './processes';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'processes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a program and waits for its first line. */
async function startProgram(source: string) {
  const file = path.join(folder, 'program.mjs');
  writeFileSync(file, source);
  const program = startNode(file, { output: 'pipe' });
  const lines = readline.createInterface({ input: program.child.stdout! })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  return { program, first: await next(), next };
}

it('asks a program to end as SIGTERM would, and lets it finish', async () => {
  const { program, first, next } = await startProgram(`
    process.once('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(7); }, 20));
    setInterval(() => {}, 1000);
    console.log('ready');
  `);
  expect(first).toBe('ready');
  await program.stop();
  expect(await next()).toBe('drained');
  expect(await program.exited).toBe(7);
});

it('ends a program that has hardly begun to start', async () => {
  const file = path.join(folder, 'program.mjs');
  writeFileSync(file, `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000);`);
  const program = startNode(file, { output: 'pipe' });
  await program.stop();
  expect(await program.exited).toBe(0);
});

it('ends a program that listens for no signal', async () => {
  const { program } = await startProgram(`setInterval(() => {}, 1000); console.log('ready');`);
  await program.stop();
  expect(await program.exited).toBe(0);
});

it('lets a program end when its work is done', async () => {
  const { program } = await startProgram(`console.log('ready');`);
  expect(await program.exited).toBe(0);
});

it('ends everything when the command itself is killed', async () => {
  const command = path.join(folder, 'command.ts');
  const child = path.join(folder, 'child.mjs');
  writeFileSync(child, `console.log('ready'); setInterval(() => {}, 1000);`);
  writeFileSync(
    command,
    `import { startNode } from ${JSON.stringify(path.join(__dirname, 'processes'))};
     startNode(${JSON.stringify(child)});`,
  );
  const started = startNode(command, { output: 'pipe' });
  const lines = readline.createInterface({ input: started.child.stdout! })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  started.child.kill('SIGKILL');
  // Its standard output closes when the last process that holds it is gone.
  expect((await lines.next()).done).toBe(true);
});
