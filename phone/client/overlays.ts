import type { ModalAnswer, UiPort } from '../runtime';
import type { Dialog, PhoneState } from './state';

type Options = Record<string, unknown>;
type Answer = (given: boolean | number) => void;

const toastMs = 1_500;

/** What lies over the pages: questions, one after the other, and one toast. */
export class Overlays {
  toast: PhoneState['toast'];
  readonly #questions: { appId: string; dialog: Dialog; answer: Answer }[] = [];
  readonly #bars = new Map<string, Options>();
  readonly #changed: () => void;
  #toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get dialog(): Dialog | undefined {
    return this.#questions[0]?.dialog;
  }

  /** The user's answer: yes or no, or the place of an item in an action sheet (-1 leaves it). */
  answer(given: boolean | number): void {
    const question = this.#questions.shift();
    question?.answer(given);
    this.#changed();
  }

  /** What the app has changed of a page's navigation bar. */
  bar(appId: string, webviewId: number): Options {
    return this.#bars.get(`${appId}/${webviewId}`) ?? {};
  }

  /** The app is gone, and its questions with it. */
  forget(appId: string): void {
    const others = this.#questions.filter((question) => question.appId !== appId);
    this.#questions.splice(0, this.#questions.length, ...others);
    for (const key of [...this.#bars.keys()]) if (key.startsWith(`${appId}/`)) this.#bars.delete(key);
    this.#showToast(undefined);
  }

  /** @param nameOf the name of the mini-program that a jump leads to */
  portOf(appId: string, nameOf: (appId: string) => string): UiPort {
    const ask = (dialog: Dialog, answer: Answer) => {
      this.#questions.push({ appId, dialog, answer });
      this.#changed();
    };
    return {
      modal: (options, reply) =>
        ask(modalOf(options), (given) =>
          reply({ confirm: Boolean(given), cancel: !given } satisfies ModalAnswer),
        ),
      actionSheet: (options, reply) =>
        ask({ type: 'actionSheet', items: (options.itemList as string[] | undefined) ?? [] }, (given) =>
          reply(Number(given)),
        ),
      confirmJump: (target, reply) =>
        ask({ type: 'jump', appName: nameOf(target.appId) }, (given) => reply(Boolean(given))),
      toast: (options) => this.#showToast(options),
      loading: (options) => this.#showToast(options && { ...options, icon: 'loading' }),
      navigationBar: (webviewId, change) => {
        this.#bars.set(`${appId}/${webviewId}`, { ...this.bar(appId, webviewId), ...change });
        this.#changed();
      },
      stopPullDownRefresh: () => {},
    };
  }

  #showToast(options: Options | undefined): void {
    clearTimeout(this.#toastTimer);
    const { title = '', icon = 'success', duration = toastMs } = options ?? {};
    this.toast = options && { title: String(title), icon: icon as NonNullable<PhoneState['toast']>['icon'] };
    if (options && icon !== 'loading') {
      this.#toastTimer = setTimeout(() => this.#showToast(undefined), Number(duration));
    }
    this.#changed();
  }
}

function modalOf({ title, content, confirmText, cancelText, showCancel }: Options): Dialog {
  return {
    type: 'modal',
    title: String(title ?? ''),
    content: String(content ?? ''),
    confirmText: String(confirmText ?? ''),
    ...(showCancel !== false && { cancelText: String(cancelText ?? '') }),
  };
}
