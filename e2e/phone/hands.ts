import { texts } from '@contract-kit/miniprogram/texts';
import type { FrameLocator, Page } from 'playwright-core';

const t = texts['zh-CN'];
const waitMs = 60_000;
const QUIET_MS = 1_500;

/** What a person does with the phone in the browser, and reads on it. */
export interface Hands {
  page: Page;
  /** The page of a mini-program that is in front. */
  screen: FrameLocator;
  /** Waits until the user can read this on the page in front. */
  reads(text: string): Promise<void>;
  /** A button of the page in front, by its whole text. */
  tap(text: string): Promise<void>;
  /** A control of the phone itself, by its name: 返回, 主屏幕, 允许. */
  press(name: string): Promise<void>;
  /** From the button to the signing mini-program. */
  jump(): Promise<void>;
  /** On to its result screen. */
  agree(): Promise<void>;
  /** From the button to 已开通. */
  sign(): Promise<void>;
  /** Home, and the merchant's mini-program from its icon. */
  openAgain(): Promise<void>;
  /** Ends a mini-program from the recent list. */
  kill(app: string): Promise<void>;
  /** Waits until the timeline has told everything: no news for a while. */
  settled(): Promise<void>;
  /** A switch of the page beside the phone, in a group where several have the name. Resolves when it has taken effect. */
  choose(tab: string, name: string, group?: string): Promise<void>;
}

export const merchantApp = '示例商户';
export const signingApp = '微信支付签约';

export async function createHands(page: Page, url: string): Promise<Hands> {
  page.setDefaultTimeout(waitMs);
  await page.goto(url);
  const screen = page.frameLocator('.stack:not(.behind) iframe:not(.behind)');
  const phone = page.getByRole('region', { name: '手机', exact: true });

  const hands: Hands = {
    page,
    screen,
    reads: (text) => screen.getByText(text, { exact: true }).first().waitFor(),
    tap: (text) => screen.locator('wx-button:not([disabled])').getByText(text, { exact: true }).click(),
    press: (name) => phone.getByRole('button', { name, exact: true }).click(),
    async jump() {
      await hands.tap(t.open);
      await hands.press('允许');
      await hands.reads('同意并开通');
    },
    async agree() {
      await hands.tap('同意并开通');
      await hands.reads('开通成功');
    },
    async sign() {
      await hands.jump();
      await hands.agree();
      await hands.tap('完成');
      await hands.reads(t.signedNote);
    },
    async openAgain() {
      await hands.press('主屏幕');
      await hands.press(merchantApp);
    },
    async kill(app) {
      await hands.press('最近使用');
      await hands.press(`结束 ${app}`);
    },
    settled: () =>
      page.evaluate(
        (quietMs) =>
          new Promise<void>((resolve) => {
            let timer = setTimeout(resolve, quietMs);
            const observer = new MutationObserver(() => {
              clearTimeout(timer);
              timer = setTimeout(resolve, quietMs);
            });
            observer.observe(document.querySelector('[role=tabpanel]')!, { subtree: true, childList: true });
          }),
        QUIET_MS,
      ),
    async choose(tab, name, group) {
      await page.getByRole('tab', { name: tab }).click();
      const panel = group === undefined ? page : page.getByRole('radiogroup', { name: group });
      const control = panel.getByRole('radio', { name, exact: true }).or(panel.getByRole('switch', { name }));
      const isOn = await control.isChecked();
      // The words of a radio lie over it, a switch over its words.
      if ((await control.getAttribute('role')) === 'switch') await control.click();
      else await panel.getByText(name, { exact: true }).click();
      await control.and(page.locator(isOn ? ':not(:checked)' : ':checked')).waitFor({ state: 'attached' });
    },
  };
  return hands;
}
