import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { errors, signingStatuses, statusTexts } from '.';

it('costs the mini-program less than 5 kB', () => {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'client.ts')],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'cjs',
    target: 'es2018',
    write: false,
  });
  const bytes = outputFiles[0]!.contents.length;
  expect(bytes).toBeGreaterThan(200);
  expect(bytes).toBeLessThan(5_000);
});

it('names every status and every error in both languages', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    expect(Object.keys(statusTexts[language]).sort()).toEqual([...signingStatuses].sort());
    for (const [code, error] of Object.entries(errors)) {
      expect(`${code}: ${error[language]}`).toMatch(
        language === 'en' ? /: [\x20-\x7e]{8,}$/ : /: .*[\u4e00-\u9fff]{3,}/,
      );
    }
  }
});
