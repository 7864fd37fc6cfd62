import type { Page } from 'playwright-core';

/** Whether Chinese is drawn: without a font every character is the same box. */
export function hasChineseFont(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const drawn = ['免', '密'].map((character) => {
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d')!;
      context.font = '40px sans-serif';
      context.fillText(character, 10, 60);
      return canvas.toDataURL();
    });
    return drawn[0] !== drawn[1];
  });
}
