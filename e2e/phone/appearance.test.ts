import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { texts } from '@contract-kit/miniprogram/texts';
import { violations } from './axe';
import { describeWithBrowser } from './browser';
import { t, usePhones } from './kit';

describeWithBrowser('what the phone shows', () => {
  const onPhone = usePhones();

  onPhone('is the package that is uploaded, byte for byte', async ({ page, phone, packageFolder, reads }) => {
    const served = new Map<string, string>();
    await reads(t.openNote);
    const version = /packages\/(\w+)\//.exec((await page.locator('iframe').first().getAttribute('src'))!)![1];
    const files = readdirSync(packageFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files) {
      const path = file.slice(packageFolder.length + 1).replaceAll('\\', '/');
      const answer = await fetch(`${phone.url}/packages/${version}/files/${path}`);
      served.set(path, sha256(Buffer.from(await answer.arrayBuffer())));
      expect([path, served.get(path)]).toEqual([path, sha256(readFileSync(file))]);
    }
    // What the worker ran is the same text.
    const run = (await (await fetch(`${phone.url}/packages/${version}/text`)).json()) as [string, string][];
    for (const [path, text] of run)
      expect([path, sha256(Buffer.from(text))]).toEqual([path, served.get(path)]);
    expect(run.map(([path]) => path)).toContain('app.js');
  });

  // States that a link leads to, and what can be read there.
  const states = {
    ready: t.openNote,
    asking: t.openNote,
    agreement: '同意并开通',
    agreed: '开通成功',
    signed: t.signedNote,
    contracts: t.contractSigned,
    terminated: t.contractTerminated,
    confirming: t.confirmingNote,
    declined: t.notSignedNote,
    offline: t.offlineNote,
    down: t.serverError,
  };

  for (const [state, text] of Object.entries(states)) {
    const query = `?state=${state}`;
    onPhone(
      `${query}: axe finds nothing, in light and dark`,
      async ({ page, reads, screen, choose }) => {
        await reads(text);
        if (state === 'asking') await page.getByRole('dialog').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: '深色界面' }).click();
        // A dialog of the phone does not keep anybody from its settings.
        await choose('手机', '深色');
        await screen.locator('[data-theme=dark]').waitFor({ state: 'attached' });
        expect(await violations(page)).toEqual([]);
      },
      { query },
    );
  }

  const large = [
    ['', texts['zh-CN']],
    ['&wx=en&lang=en', texts.en],
  ] as const;
  for (const [query, words] of large) {
    const states = { ready: words.openNote, signed: words.signedNote, contracts: words.contractSigned };
    for (const [state, text] of Object.entries(states)) {
      const address = `?state=${state}&text=1.5&device=small${query}`;
      onPhone(
        `${address}: nothing is cut off`,
        async ({ reads, screen }) => {
          await reads(text);
          expect(await screen.locator('body').evaluate(cutOff)).toEqual([]);
        },
        { query: address },
      );
    }
  }
});

/** In the page: elements whose content does not fit into them. */
function cutOff(body: HTMLElement): string[] {
  return [...body.querySelectorAll<HTMLElement>('*')]
    .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
      const overflows = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
      return clientWidth > 0 && overflows;
    })
    .map(({ tagName, className, textContent }) => `${tagName}.${className}: ${textContent}`);
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
