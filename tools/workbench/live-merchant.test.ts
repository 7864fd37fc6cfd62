import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LiveMerchant } from './live-merchant';

const folder = mkdtempSync(path.join(os.tmpdir(), 'merchant-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, before: string): string {
  const file = path.join(folder, `${name}.js`);
  writeFileSync(
    file,
    `${before};
    exports.merchant = {
      onContractSigned: async () => ${JSON.stringify(name)},
      onContractTerminated: async () => {},
    };`,
  );
  return file;
}

it('code that ends its process while it is loaded ends nothing, and what ran before runs on', async () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const merchant = new LiveMerchant({});
  const run = () => merchant.functions.onContractSigned({} as never, {} as never);
  merchant.load(fileOf('good', ''));
  expect(() => merchant.load(fileOf('ending', 'process.exit(3)'))).toThrow('process.exit(3)');
  expect(await run()).toBe('good');
  // Once it is loaded it may.
  process.exit(4);
  expect(exit.mock.calls).toEqual([[4]]);
  exit.mockRestore();
});
