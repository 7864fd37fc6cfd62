import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WeappPackage } from './weapp-package';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>, at = folder) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
}

const small = {
  'app.json': '{\n"pages": ["pages/a/a",\n"pages/b/b"]}',
  'app.js': '',
  'pages/a/a.js': '',
  'pages/a/a.wxml': '',
  'pages/b/b.js': '',
  'pages/b/b.wxml': '',
};

it('names what is broken or missing with file and line, and reads the rest', () => {
  write({
    ...small,
    'app.js': '',
    'pages/a/a.json': '{\n"usingComponents": {\n"none": "/components/none"}}',
    'pages/a/a.wxss': '.a { color: red }',
    'pages/b/b.wxss': '\n.b {',
    'unused/card.json': '{\n"a": }',
    'unused/list.json': '',
  });
  rmSync(join(folder, 'pages/b/b.js'));
  const found = new WeappPackage(folder);
  expect(found.warnings).toEqual([
    expect.stringMatching(/^unused\/card\.json:2: Unexpected token/),
    'app.json:3: there is no pages/b/b.js',
    'pages/a/a.json:3: <none>: there is no components/none.js',
    'pages/b/b.wxss:2: Unclosed block',
  ]);
  expect(found.styles('pages/a/a')).toContain('color: red');
  expect(found.view('pages/b/b')).toBeDefined();
});

it('needs an app.json that names pages, and says where it is broken', () => {
  expect(() => new WeappPackage(folder)).toThrow(/没有 app\.json/);
  write({ 'app.json': '{\n"pages": [ }' });
  expect(() => new WeappPackage(folder)).toThrow(/^app\.json:2: /);
  write({ 'app.json': '{}' });
  expect(() => new WeappPackage(folder)).toThrow(/pages/);
});

it('follows a link to a file of its own, and none that leads out', () => {
  const inner = join(folder, 'package');
  write(small, inner);
  write({ 'secret.js': 'secret', 'secrets/key.js': 'secret', '.env': 'secret' });
  write({ '.env': 'secret', 'node_modules/a/index.js': 'a' }, inner);
  symlinkSync(join(folder, 'secret.js'), join(inner, 'out.js'));
  symlinkSync(join(folder, 'secrets'), join(inner, 'folder'));
  symlinkSync('../secret.js', join(inner, 'pages/near.js'));
  symlinkSync(join(folder, 'none'), join(inner, 'nowhere.js'));
  symlinkSync(join(inner, 'app.js'), join(inner, 'same.js'));
  const found = new WeappPackage(inner);
  expect([...found.bytes.keys()].sort()).toEqual([...Object.keys(small), 'same.js'].sort());
  expect(found.warnings).toEqual(
    ['folder', 'nowhere.js', 'out.js', 'pages/near.js'].map(
      (path) => `${path}: a link out of the package, not followed`,
    ),
  );
});
