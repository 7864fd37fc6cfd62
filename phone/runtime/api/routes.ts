import { asyncApi } from '../api-call';
import type { Core } from '../core';

/** The routes between pages of this mini-program. They take effect in a later turn, then answer. */
export function createRoutes(core: Core) {
  const route = (name: 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab') =>
    asyncApi(core, name, ({ url }, reply) => {
      if (typeof url !== 'string') {
        reply({ fail: 'parameter error: parameter.url should be String' });
        return;
      }
      core.run.deliverLater(() => {
        const refusal = core.pages[name](url);
        reply(refusal ? { fail: refusal } : { ok: {} });
      });
    });

  return {
    navigateTo: route('navigateTo'),
    redirectTo: route('redirectTo'),
    reLaunch: route('reLaunch'),
    switchTab: route('switchTab'),
    navigateBack: asyncApi(core, 'navigateBack', ({ delta }, reply) => {
      core.run.deliverLater(() => {
        const refusal = core.pages.navigateBack(Number(delta ?? 1));
        reply(refusal ? { fail: refusal } : { ok: {} });
      });
    }),
  };
}
