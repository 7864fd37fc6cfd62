import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivateConfig } from '../../tools/weapp/project';
import { readGuide, root } from './guide';

const chinese = readGuide('integrate.md');
const english = readGuide('integrate.en.md');

/** The commands of the other test files are those of the Chinese guide. */
it.each([
  ['Taro', 'Taro'],
  ['原生小程序', 'Native mini-program'],
  ['微信开发者工具', 'WeChat DevTools'],
  ['同一局域网里的手机', 'A phone on your network'],
])('says the same in both languages: %s', (zh, en) => {
  expect(english.commands(en)).toEqual(chinese.commands(zh));
  expect(english.commands(en).length).toBeGreaterThan(0);
  for (const [name, code] of english.files(en))
    expect([name, code]).toEqual([name, chinese.files(zh).get(name)]);
});

it('gives the same files for a login of one’s own in both languages', () => {
  const files = chinese.files('你自己的登录');
  expect([...files.keys()]).toEqual(['app.js', 'src/contract-signing.ts']);
  expect(english.files('Your own login')).toEqual(files);
});

it('has the same words on the Taro page and on the native one', () => {
  const tables = [
    chinese.files('Taro').get('src/pages/sign/index.tsx'),
    chinese.files('原生小程序').get('pages/sign/index.js'),
  ].map((code) => /const words[^=]*= (\{[\s\S]*?\n\});/.exec(code ?? '')?.[1]);
  expect(tables[0]).toBeDefined();
  expect(tables[1]).toBe(tables[0]);
});

it('names the compile modes as DevTools lists them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-kit-guide-'));
  try {
    writePrivateConfig(folder);
    const config = JSON.parse(readFileSync(join(folder, 'project.private.config.json'), 'utf8'));
    const modes: { name: string; pathName: string }[] = config.condition.miniprogram.list;
    expect(chinese.text).toContain(modes.map(({ name }) => `“${name}”`).join(''));
    for (const { pathName } of modes) expect(chinese.text).toContain(`打开 \`${pathName}\``);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([chinese, english])('links to what exists', ({ text }) => {
  const headings = (guide: string) =>
    [...guide.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!.toLowerCase().replaceAll(' ', '-'));
  const links = [...text.matchAll(/\]\(([^):]*)\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(1);
  for (const link of links) {
    const [file = '', anchor] = link.split('#');
    expect(existsSync(join(root, 'docs', file))).toBe(true);
    const target = file === '' ? text : readFileSync(join(root, 'docs', file), 'utf8');
    if (anchor !== undefined) expect(headings(target)).toContain(anchor);
  }
});
