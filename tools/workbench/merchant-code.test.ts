import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { waitFor } from '@contract-kit/server/testing';
import { type CodeNews, MerchantCode } from './merchant-code';

const folder = mkdtempSync(path.join(os.tmpdir(), 'merchant-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const save = (text: string) => writeFileSync(path.join(folder, 'index.ts'), text);

it('loads a change while the types of the one before are still being checked', async () => {
  save('export const merchant = 1;');
  const code = new MerchantCode(folder);
  await code.first();
  const news: CodeNews['is'][] = [];
  const loaded = (times: number) =>
    waitFor(`${times} changes to be loaded`, () => news.filter((is) => is === 'loaded').length === times);
  await code.watch(
    async () => undefined,
    ({ is }) => news.push(is),
  );
  save('export const merchant = 2;');
  await loaded(1);
  save('export const merchant = 3;');
  await loaded(2);
  expect(news).toEqual(['loaded', 'loaded']);
  await code.close();
}, 30_000);
