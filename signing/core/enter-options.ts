import type { ReturnReport } from '@contract-kit/shared/client';
import type { PendingJump, Store } from './store';
import type { EnterOptions, Wx } from './types';

const BACK_FROM_MINI_PROGRAM = 1038;
const EXTRA_DATA_BYTES = 4096;
const APP_ID_CHARACTERS = 64;

/** https://developers.weixin.qq.com/miniprogram/dev/api/base/app/app-event/wx.onAppShow.html */
const WITHOUT_JUMPS: (string | undefined)[] = ['browseOnly', 'nativeFunctionalized', 'chatTool'];

export const cannotJumpFrom = ({ apiCategory }: EnterOptions) => WITHOUT_JUMPS.includes(apiCategory);

/** Why the app was started. */
export function readEnterOptions(wx: Wx): EnterOptions {
  try {
    return wx.getEnterOptionsSync();
  } catch {
    return { scene: 0 };
  }
}

/**
 * What is reported of one app show. Call it once a show: extraData that comes a second time, as WeChat's
 * repeats do, is left out.
 * @param jump the pending one, if any
 */
export function readReturn(options: EnterOptions, jump: PendingJump | null, store: Store): ReturnReport {
  const report = withoutExtraData(options);
  const { scene, referrerInfo } = options;
  if (scene !== BACK_FROM_MINI_PROGRAM || !referrerInfo) return report;
  if (jump && referrerInfo.appId !== jump.appId) return report;
  const json = toJson(referrerInfo.extraData);
  if (json === undefined || json === store.get().usedExtraData) return report;
  const extraData = referrerInfo.extraData as { return_code?: unknown };
  // Before it is sent, so that no kill can make it be used twice.
  store.set({
    usedExtraData: json,
    jump: jump && { ...jump, claimed: extraData.return_code === 'SUCCESS' },
  });
  return { ...report, extraData };
}

export function withoutExtraData({ scene, referrerInfo }: EnterOptions): ReturnReport {
  const appId = referrerInfo?.appId;
  return {
    scene: Number.isInteger(scene) ? scene : 0,
    ...(typeof appId === 'string' && appId && { referrerAppId: appId.slice(0, APP_ID_CHARACTERS) }),
  };
}

/** An object as JSON; undefined for other things, and for what is larger than the server takes. */
function toJson(extraData: unknown): string | undefined {
  if (!extraData || typeof extraData !== 'object' || Array.isArray(extraData)) return undefined;
  try {
    const json = JSON.stringify(extraData);
    return utf8Bytes(json) <= EXTRA_DATA_BYTES ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Mini-programs have no TextEncoder; percent-encoding writes each byte as %XX, or as one plain character. */
const utf8Bytes = (text: string): number => encodeURIComponent(text).replace(/%../g, '.').length;
