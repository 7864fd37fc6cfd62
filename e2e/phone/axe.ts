import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(
    context: unknown,
    options: unknown,
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** What axe finds wrong on the page and on the mini-program's page in front: `rule: element`. */
export async function violations(page: Page): Promise<string[]> {
  const front = await page.locator('.stack:not(.behind) iframe:not(.behind)').elementHandle();
  const frame = await front?.contentFrame();
  return [...(await runAxe(page.mainFrame())), ...(frame ? await runAxe(frame, wcag) : [])];
}

/** A mini-program's page has no landmarks and no h1: WXML has no words for them. What WCAG asks it can do. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Each document by itself: what is in an iframe is looked at there. */
async function runAxe(frame: Frame, tags?: string[]): Promise<string[]> {
  await frame.evaluate(source);
  return frame.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const options = { iframes: false, ...(runOnly && { runOnly }) };
    const result = await axe.run({ exclude: [['iframe']] }, options);
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }, tags);
}
