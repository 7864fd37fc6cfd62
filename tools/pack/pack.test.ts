import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePackage } from './pack';
import { products } from './products';

/* What a stranger makes of the tarballs is in e2e/doors: this is what can be seen without installing them. */

let folder: string;
let manifest: Awaited<ReturnType<typeof writePackage>>;
const code = () =>
  readdirSync(folder)
    .filter((name) => /\.([cm]?js|d\.[cm]?ts|json)$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');

describe.each(['wechatpay-simulator', 'wechatpay-contract-signing'])('%s', (name) => {
  const product = products.find((each) => each.name === name)!;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pack-test-'));
    manifest = await writePackage(product, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('depends on all that its code and its types import of others, and on nothing else', () => {
    const imported = [...code().matchAll(/(?:\brequire\(|\bfrom )["']([^"'.][^"']*)["']/g)].map(
      ([, from = '']) => from,
    );
    const packages = imported
      .filter((from) => !isBuiltin(from))
      .map((from) => /^(@[^/]+\/)?[^/]+/.exec(from)![0]);
    const named = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect(Object.keys(named).sort()).toEqual([...new Set(packages)].sort());
  });

  it('names versions that the registry has, and nothing of this workspace', () => {
    expect(code()).not.toMatch(/workspace:|@contract-kit\//);
  });
});
