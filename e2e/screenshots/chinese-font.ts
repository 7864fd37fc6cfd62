import type { Page } from 'playwright-core';

/** Whether Chinese is drawn: without a font every character is the same box. */
export function hasChineseFont(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const draw = (character: string) => {
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d')!;
      context.font = '40px sans-serif';
      context.fillText(character, 10, 60);
      return canvas.toDataURL();
    };
    return draw('免') !== draw('密');
  });
}
