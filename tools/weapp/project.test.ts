import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeAppid, writePrivateConfig } from './project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'weapp-project-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

it('puts an AppID into the project, and leaves the rest', () => {
  const config = { miniprogramRoot: './', appid: 'touristappid', setting: { urlCheck: true } };
  writeFileSync(path.join(folder, 'project.config.json'), JSON.stringify(config));
  writeAppid(folder, 'wxd678efh567hg6787');
  expect(read('project.config.json')).toEqual({ ...config, appid: 'wxd678efh567hg6787' });
});

it('lets DevTools reach this machine, and come back in each of the ways', () => {
  writePrivateConfig(folder);
  const { setting, condition } = read('project.private.config.json');
  expect(setting.urlCheck).toBe(false);
  const appId = 'wxbd687630cd02ce1d';
  const modes = condition.miniprogram.list;
  expect(modes.map(({ scene }: { scene: number }) => scene)).toEqual([1038, 1038, 1038]);
  expect(modes.map(({ referrerInfo }: { referrerInfo: object }) => referrerInfo)).toEqual([
    { appId, extraData: { return_code: 'SUCCESS' } },
    { appId, extraData: { return_code: 'FAIL' } },
    { appId },
  ]);
});
