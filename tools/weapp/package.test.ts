import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap/root.mjs';
import { sources } from './package';

it('is built anew when a package of ours changes that the mini-program imports, however indirectly', () => {
  const found = new Set(['miniprogram']);
  for (const folder of found) {
    const { dependencies = {} } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    for (const name of Object.keys(dependencies)) {
      if (name.startsWith('@contract-kit/')) found.add(name.slice('@contract-kit/'.length));
    }
  }
  expect([...found].sort()).toEqual(['miniprogram', 'shared', 'signing']);
  for (const folder of found) {
    const { exports } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    expect(sources).toContain(`${folder}/package.json`);
    if (folder === 'miniprogram') continue;
    for (const [face, file] of Object.entries<string>(exports)) {
      if (face === './testing') continue;
      const source = path.posix.join(folder, file);
      expect(sources.filter((each) => source.startsWith(`${each}/`))).toHaveLength(1);
    }
  }
});
