import type { JumpTarget, ModalAnswer, UiPort } from '../ports';

type Options = Record<string, unknown>;

/** What lies over the page and waits for the user. */
export type Dialog =
  | { type: 'jump'; target: JumpTarget; answer: (allowed: boolean) => void }
  | { type: 'modal'; options: Options; answer: (answer: ModalAnswer) => void }
  | { type: 'actionSheet'; options: Options; answer: (index: number) => void };

/** Everything that the phone shows around a page. */
export class Screen implements UiPort {
  /** The first is on top. */
  readonly dialogs: Dialog[] = [];
  currentToast: Options | undefined;
  currentLoading: Options | undefined;
  readonly #bars = new Map<number, Options>();

  modal(options: Options, reply: (answer: ModalAnswer) => void): void {
    this.#wait({ type: 'modal', options, answer: reply });
  }

  actionSheet(options: Options, reply: (index: number) => void): void {
    this.#wait({ type: 'actionSheet', options, answer: reply });
  }

  confirmJump(target: JumpTarget, reply: (allowed: boolean) => void): void {
    this.#wait({ type: 'jump', target, answer: reply });
  }

  toast(options: Options | undefined): void {
    this.currentToast = options;
  }

  loading(options: Options | undefined): void {
    this.currentLoading = options;
  }

  navigationBar(webviewId: number, change: Options): void {
    this.#bars.set(webviewId, { ...this.#bars.get(webviewId), ...change });
  }

  stopPullDownRefresh(): void {}

  /** What the app has changed of a page's navigation bar. */
  bar(webviewId: number): Options {
    return this.#bars.get(webviewId) ?? {};
  }

  /** The user's answer: yes or no, or the place of an item in an action sheet (-1 leaves it). Throws when nothing asks. */
  answer(given: boolean | number): void {
    const dialog = this.dialogs.shift();
    if (!dialog) throw new Error('There is no dialog on the screen');
    if (dialog.type === 'jump') dialog.answer(Boolean(given));
    else if (dialog.type === 'actionSheet') dialog.answer(Number(given));
    else dialog.answer({ confirm: Boolean(given), cancel: !given });
  }

  #wait(dialog: Dialog): void {
    this.dialogs.push(dialog);
  }
}
