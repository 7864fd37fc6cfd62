import postcss, { type AtRule } from 'postcss';
import selectorParser from 'postcss-selector-parser';
import type { PackageFiles } from '../runtime';
import { join } from '../runtime/modules';
import { browserValue } from '../view/units';

/**
 * The style sheet of a page as a browser understands it: imports put in their places, `rpx` and safe areas by the page's own measures, tags
 * with the prefix that they have here, and the phone's colour scheme, which is not the browser's, as an attribute of the root.
 *
 * @param paths of style sheets, in their order; one that does not exist counts as empty
 * @param filesUrl where the package's files are served
 * @throws CssSyntaxError with the file's name
 */
export function compileWxss(files: PackageFiles, paths: string[], filesUrl: string): string {
  return paths.map((path) => compileOne(files, path, filesUrl, [])).join('\n');
}

function compileOne(files: PackageFiles, path: string, filesUrl: string, above: string[]): string {
  const source = files.get(path);
  if (source === undefined || above.includes(path)) return '';
  const root = postcss.parse(source, { from: path });
  const folder = path.split('/').slice(0, -1);
  const imported: string[] = [];
  root.walkAtRules('import', (rule) => {
    const target = /["']([^"']+)["']/.exec(rule.params)?.[1];
    if (target) imported.push(compileOne(files, join(folder, target), filesUrl, [...above, path]));
    rule.remove();
  });
  root.walkAtRules('media', followTheme);
  root.walkRules((rule) => {
    if (!isKeyframe(rule.parent)) rule.selector = browserSelectors.processSync(rule.selector);
  });
  root.walkDecls((declaration) => {
    declaration.value = browserValue(declaration.value).replace(
      /url\(\s*(["']?)(?!data:|https?:|blob:)([^"')]+)\1\s*\)/g,
      (_, _quote, target: string) => `url("${filesUrl}${join(folder, target)}")`,
    );
  });
  return [...imported, root.toString()].join('\n');
}

function isKeyframe(parent: unknown): boolean {
  return /keyframes$/i.test((parent as Partial<AtRule> | undefined)?.name ?? '');
}

/** `@media (prefers-color-scheme: dark)` becomes a condition on the root, without weight, so that the order of rules still decides. */
function followTheme(rule: AtRule): void {
  const scheme = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/i;
  const theme = scheme.exec(rule.params)?.[1]?.toLowerCase();
  if (theme === undefined) return;
  rule.walkRules((inner) => {
    if (isKeyframe(inner.parent)) return;
    inner.selectors = inner.selectors.map(
      (each) =>
        // The page itself is the body, which is below the root, too.
        `:where([data-theme='${theme}']) ${each}`,
    );
  });
  const rest = rule.params
    .replace(scheme, '')
    .replace(/^\s*and\s+|\s+and\s*$/g, '')
    .replace(/\band\s+and\b/, 'and')
    .trim();
  if (rest === '') rule.replaceWith(rule.nodes ?? []);
  else rule.params = rest;
}

const browserSelectors = selectorParser((selectors) => {
  selectors.walkTags((tag) => {
    if (isStep(tag)) return;
    tag.value = tag.value === 'page' ? 'body' : `wx-${tag.value}`;
  });
});

/** `:nth-child(odd)` has its words parsed as tags. */
function isStep(tag: selectorParser.Tag): boolean {
  return /^nth-/.test(
    ((tag.parent?.parent as Partial<selectorParser.Pseudo>)?.value ?? '').replace(/^:+/, ''),
  );
}
