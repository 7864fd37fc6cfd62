import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackage } from '@contract-kit/phone/runtime/node';
import { root } from '../../tools/bootstrap/root.mjs';
import { copyTree } from '../../tools/mutants/tree';
import { placeholderUrl } from '../../tools/weapp/settings';
import { startWorld, type World, waitFor } from '../kit';
import { allowJump, createPhone } from '../kit/phone';
import { t } from '../package/user';
import { startCommand } from './command';

/* A merchant edits what is theirs, `miniprogram/` and `server/merchant/`, fills in `.env`, and signs: nothing else is touched. */

let world: World;
let copy: string;
beforeAll(async () => {
  world = await startWorld();
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'contract-kit-theirs-')));
  copyTree(root, copy);
});
afterAll(async () => {
  rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
  await world.close();
});

function edit(file: string, text: string, instead: string): void {
  expect(file).toMatch(/^(miniprogram|server\/merchant)\//);
  const before = readFileSync(join(copy, file), 'utf8');
  expect(before).toContain(text);
  writeFileSync(join(copy, file), before.replaceAll(text, instead));
}

/** A package as a merchant's database driver may be: it needs what lies beside it. */
function install(name: string) {
  const folder = join(copy, 'server/merchant/node_modules', name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  writeFileSync(join(folder, 'beside.txt'), 'kept');
  writeFileSync(
    join(folder, 'index.js'),
    "exports.beside = () => require('fs').readFileSync(require('path').join(__dirname, 'beside.txt'), 'utf8');",
  );
}

it('signs with what the merchant wrote, in the page and after the signature, and what it needs of others', async () => {
  const events = join(copy, 'events.txt');
  const { PORT, PUBLIC_URL, ...settings } = await world.env();
  const lines = Object.entries({ ...settings, PORT, PUBLIC_URL }).map(
    ([name, value]) => `${name}="${value!.replaceAll('\n', '\\n')}"`,
  );
  writeFileSync(join(copy, '.env'), lines.join('\n'));
  edit('miniprogram/src/agreement.ts', '示例商户', '老王面馆');
  install('their-database');
  edit(
    'server/merchant/index.ts',
    'export const merchant',
    "import { beside } from 'their-database';\nexport const merchant",
  );
  edit(
    'server/merchant/index.ts',
    'onContractSigned: notWrittenYet,',
    `async onContractSigned(event, _call) {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(${JSON.stringify(events)}, \`\${event.outContractCode} \${beside()}\`);
  },`,
  );

  const built = startCommand(copy, ['build']);
  expect({ code: await built.exited, said: built.said() }).toMatchObject({ code: 0 });
  const server = startCommand(copy, ['server']);
  await waitFor('the server', async () => (await fetch(`${PUBLIC_URL}/readyz`).catch(() => undefined))?.ok);

  const phone = createPhone(world.control, 'theirs', {
    package: readPackage(join(copy, 'miniprogram/dist')),
    origins: { [placeholderUrl]: PUBLIC_URL! },
  });
  try {
    phone.coldStart();
    await phone.waitForText('老王面馆');
    await phone.waitForText(t.openNote);
    phone.tap(t.open);
    const { extraData } = await allowJump(phone);
    await world.control.inSession(extraData.pre_entrustweb_id, 'sign', 'theirs');
    // A file is there before its text is.
    const written = () => (existsSync(events) && readFileSync(events, 'utf8')) || undefined;
    expect(await waitFor('the event', written)).toMatch(/^[a-z2-7]{24} kept$/);
  } finally {
    phone.close();
    await server.interrupt();
  }
});
