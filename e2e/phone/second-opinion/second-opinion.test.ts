import { agreement } from '@contract-kit/miniprogram/agreement';
import type { Browser } from 'playwright-core';
import { ensureWeapp } from '../../../tools/weapp/package';
import { findBrowser, launchBrowser } from '../browser';
import { differences } from './compare';
import { ourDrawing } from './draw-ours';
import { theirCompilersRun, theirDrawing } from './draw-theirs';
import type { Drawn } from './read-elements';
import { contractsStates, type State, signStates } from './states';
import { type Look, type Shot, takeShot, textsOf } from './take-shot';

const looks: Record<string, Look> = {
  'in Chinese': { language: 'zh_CN', theme: 'light', fontSizeScaleFactor: 1, safeAreaBottom: 34 },
  'in English, dark, with large text': {
    language: 'en',
    theme: 'dark',
    fontSizeScaleFactor: 1.5,
    safeAreaBottom: 0,
  },
};
const pages: [string, string, Record<string, State>][] = [
  ['sign', 'pages/sign/index', signStates],
  ['contracts', 'pages/contracts/index', contractsStates],
];
const cases = pages.flatMap(([page, path, states]) =>
  Object.entries(states).flatMap(([name, state]) =>
    Object.entries(looks).map(([lookName, look]) => [page, name, lookName, { path, state, look }] as const),
  ),
);

const isHere = (findBrowser() !== undefined && theirCompilersRun) || process.env.CI === 'true';
const suite = "the built pages, as WeChat's own compilers have them drawn";

if (isHere) describe(suite, secondOpinion);
else {
  const why = "left out: it needs a Chromium, and Linux on x64 for WeChat's compilers";
  console.warn(`${suite}: ${why}`);
  describe(suite, () => it(why, () => {}));
}

function secondOpinion(): void {
  let browser: Browser;
  let folder: string;
  let ours: Awaited<ReturnType<typeof ourDrawing>>;
  let theirs: (shot: Shot) => Promise<Drawn>;

  beforeAll(async () => {
    folder = await ensureWeapp();
    browser = await launchBrowser();
    // At this width nothing is left of what wcsc rounds down: each rpx of ours that counts is an even number.
    const context = await browser.newContext({ viewport: { width: 375, height: 724 } });
    ours = await ourDrawing(folder, context);
    theirs = await theirDrawing(folder, context);
  });

  afterAll(async () => {
    await ours?.close();
    await browser?.close();
  });

  it.each(cases)('%s page, %s, %s', async (_page, _name, _look, { path, state, look }) => {
    const shot = await takeShot(folder, path, state, look);
    const [ourDrawn, theirDrawn] = await Promise.all([ours.draw(shot), theirs(shot)]);
    expect(JSON.stringify(theirDrawn)).toContain(textsOf(look.language)[state.shows]);
    expect(differences(ourDrawn, theirDrawn)).toEqual([]);
  });

  it('names the elements when something has moved, reads otherwise or has another colour', async () => {
    const look = looks['in Chinese']!;
    const shot = await takeShot(folder, 'pages/contracts/index', contractsStates.one!, look);
    const { merchantName } = agreement['zh-CN'];
    const altered = JSON.stringify(shot.data)
      .replace(`"${merchantName}"`, `"${[...merchantName].reverse().join('')}"`)
      .replace('"cl":"card"', '"cl":"card","st":"margin-left:3px"');
    const drawn = await ours.draw({
      ...shot,
      data: JSON.parse(altered),
      look: { ...look, theme: 'dark' },
    });
    const found = differences(drawn, await theirs(shot));
    expect(found).toContain('body: background-color is "rgb(17, 17, 17)" instead of "rgb(237, 237, 237)"');
    expect(found).toContainEqual(expect.stringMatching(/^wx-view#\w+\.card: left is 19 px instead of 16$/));
    expect(found).toContainEqual(
      expect.stringMatching(/^wx-view#\w+\.row-value: text is .* instead of "\S+"$/),
    );
    expect(found.filter((line) => line.includes(' text is '))).toHaveLength(1);
  });
}
