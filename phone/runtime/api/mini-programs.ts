import { asyncApi } from '../api-call';
import type { Core } from '../core';
import type { JumpTarget } from '../ports';

/** Where an app was opened in one of these ways, it may not open another. Documented with `App.onShow`. */
const categoriesWithoutJump = ['nativeFunctionalized', 'browseOnly', 'chatTool'];

/**
 * To other mini-programs and back. The jump needs a tap: the call must be made within a tap's handler (with `jumpAfterDialog` also within a
 * dialog's callback), before it returns. WeChat then asks
 * the user; only the jump itself hides this app.
 * https://developers.weixin.qq.com/miniprogram/dev/api/navigate/wx.navigateToMiniProgram.html
 */
export function createMiniPrograms(core: Core) {
  const { otherApps, ui } = core.ports;
  return {
    navigateToMiniProgram: asyncApi(core, 'navigateToMiniProgram', (options, reply) => {
      const refusal = refusalOf(core, options.appId);
      if (refusal) {
        reply({ fail: refusal });
        return;
      }
      const target: JumpTarget = {
        appId: String(options.appId),
        path: String(options.path ?? ''),
        extraData: core.give(options.extraData ?? {}),
        envVersion: String(options.envVersion ?? 'release'),
      };
      ui.confirmJump(target, (allowed) => {
        if (!allowed) {
          reply({ fail: 'cancel' });
          return;
        }
        otherApps.open(target, (result) => {
          if ('failure' in result) {
            reply({ fail: result.failure });
            return;
          }
          reply({ ok: {} });
          if (result.hides) core.run.deliverLater(() => core.hide());
        });
      });
    }),
    navigateBackMiniProgram: asyncApi(core, 'navigateBackMiniProgram', ({ extraData }, reply) => {
      otherApps.back(core.give(extraData ?? {}), (returned) => {
        reply(returned ? { ok: {} } : { fail: 'not opened by another mini program' });
        if (returned) core.run.deliverLater(() => core.hide());
      });
    }),
    exitMiniProgram: asyncApi(core, 'exitMiniProgram', (_options, reply) => {
      if (!core.inTap) {
        reply({ fail: 'can only be invoked by user TAP gesture.' });
        return;
      }
      reply({ ok: {} });
      core.run.deliverLater(() => {
        core.hide();
        otherApps.exit();
      });
    }),
  };
}

function refusalOf(core: Core, appId: unknown): string | undefined {
  if (!core.inTap) return 'can only be invoked by user TAP gesture.';
  if (typeof appId !== 'string' || appId === '') return 'parameter error: parameter.appId should be String';
  const category = core.enterOptions.apiCategory ?? 'default';
  return categoriesWithoutJump.includes(category) ? `not allowed in apiCategory ${category}` : undefined;
}
