import { asyncApi } from '../api-call';
import type { Core } from '../core';

/** What an app can show besides its pages. */
export function createInterface(core: Core) {
  const { ui, view } = core.ports;
  const webviewId = () => core.pages.current?.webviewId ?? 0;
  const shown = (name: string, show: (options: Record<string, unknown>) => void) =>
    asyncApi(core, name, (options, reply) => {
      show(core.give(options));
      reply({ ok: {} });
    });

  return {
    showModal: asyncApi(core, 'showModal', (options, reply) => {
      const given = { title: '', content: '', showCancel: true, cancelText: '取消', confirmText: '确定' };
      const tooLong = [options.confirmText, options.cancelText].some(
        (text) => [...String(text ?? '')].length > 4,
      );
      if (tooLong) reply({ fail: 'confirmText and cancelText may have at most 4 characters' });
      else {
        const tapped = core.options.jumpAfterDialog ?? false;
        ui.modal({ ...given, ...core.give(options) }, (answer) => reply({ ok: core.give(answer), tapped }));
      }
    }),
    showActionSheet: asyncApi(core, 'showActionSheet', (options, reply) => {
      ui.actionSheet(core.give(options), (tapIndex) =>
        reply(tapIndex < 0 ? { fail: 'cancel' } : { ok: { tapIndex } }),
      );
    }),
    showToast: shown('showToast', (options) => ui.toast(options)),
    hideToast: shown('hideToast', () => ui.toast(undefined)),
    showLoading: shown('showLoading', (options) => ui.loading(options)),
    hideLoading: shown('hideLoading', () => ui.loading(undefined)),
    setNavigationBarTitle: shown('setNavigationBarTitle', ({ title }) =>
      ui.navigationBar(webviewId(), { title }),
    ),
    setNavigationBarColor: shown('setNavigationBarColor', ({ frontColor, backgroundColor }) =>
      ui.navigationBar(webviewId(), { frontColor, backgroundColor }),
    ),
    showNavigationBarLoading: shown('showNavigationBarLoading', () =>
      ui.navigationBar(webviewId(), { loading: true }),
    ),
    hideNavigationBarLoading: shown('hideNavigationBarLoading', () =>
      ui.navigationBar(webviewId(), { loading: false }),
    ),
    stopPullDownRefresh: shown('stopPullDownRefresh', () => ui.stopPullDownRefresh(webviewId())),
    pageScrollTo: shown('pageScrollTo', (options) => view.pageScrollTo(webviewId(), options)),
    hideHomeButton: shown('hideHomeButton', () => {}),
    setBackgroundColor: shown('setBackgroundColor', () => {}),
    setBackgroundTextStyle: shown('setBackgroundTextStyle', () => {}),
  };
}
