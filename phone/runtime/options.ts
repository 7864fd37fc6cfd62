/** The files of a built package: paths without a slash before them, contents as text. */
export type PackageFiles = ReadonlyMap<string, string>;

/** What `App.onLaunch`, `App.onShow` and `getEnterOptionsSync` give. */
export interface EnterOptions {
  path: string;
  query: Record<string, string>;
  /** 1001 is the list of mini-programs, 1038 the return from another mini-program. */
  scene: number;
  shareTicket?: string | undefined;
  /** `{}` when no other app is involved; some versions of WeChat leave it out (undefined). */
  referrerInfo?: { appId?: string; extraData?: unknown } | undefined;
  /** https://developers.weixin.qq.com/miniprogram/dev/reference/api/App.html: where some APIs are forbidden. */
  apiCategory?: ApiCategory;
}

export type ApiCategory = 'default' | 'nativeFunctionalized' | 'browseOnly' | 'embedded' | 'chatTool';

/** The phone, as the app can see it. */
export interface DeviceInfo {
  /** `zh_CN`, `en`, … */
  language: string;
  theme: 'light' | 'dark';
  /** 1 is the standard text size. */
  fontSizeScaleFactor: number;
  /** In logical pixels. */
  screenWidth: number;
  screenHeight: number;
  pixelRatio: number;
  statusBarHeight: number;
  navigationBarHeight: number;
  /** Space below the safe area. */
  safeAreaBottom: number;
  platform: 'ios' | 'android' | 'devtools' | 'ohos' | 'ohos_pc';
  brand: string;
  model: string;
  system: string;
  /** Of WeChat. */
  version: string;
  /** Of the base library. */
  SDKVersion: string;
  networkType: 'wifi' | '4g' | '5g' | 'none' | 'unknown';
}

export const defaultDevice: DeviceInfo = {
  language: 'zh_CN',
  theme: 'light',
  fontSizeScaleFactor: 1,
  screenWidth: 375,
  screenHeight: 812,
  pixelRatio: 3,
  statusBarHeight: 44,
  navigationBarHeight: 44,
  safeAreaBottom: 34,
  platform: 'ios',
  brand: 'iPhone',
  model: 'iPhone 13 mini',
  system: 'iOS 17.0',
  version: '8.0.50',
  // The newest, of 2026-09-21: https://developers.weixin.qq.com/miniprogram/dev/framework/release/
  SDKVersion: '3.17.5',
  networkType: 'wifi',
};

export interface LogicLayerOptions {
  files: PackageFiles;
  /** This mini-program's own appid. */
  appId: string;
  envVersion?: 'develop' | 'trial' | 'release';
  device?: Partial<DeviceInfo>;
  /** Origins that `wx.request` may call, as `https://host` or `https://host:port`. Undefined: not checked, as with urlCheck off. */
  requestDomains?: readonly string[] | undefined;
  /** Whether a foreground without options of its own repeats the last ones. WeChat does so; default true. */
  repeatEnterOptions?: boolean;
  /** Whether `wx.onAppShow` tells of a cold start, too, to those who listen before `App()`; default true. */
  listenersHearLaunch?: boolean;
  /** What a resumed app hears first: callbacks that have been held back (default), or `App.onShow`. */
  resumeOrder?: 'callbacksFirst' | 'showFirst';
  /**
   * Whether a jump made in the callback of `wx.showModal`, before it returns, counts as tapped: the user has tapped the dialog's button, but no
   * page says whether WeChat takes that. Default false, so that a package which works here works either way.
   */
  jumpAfterDialog?: boolean | undefined;
  /** Names of `wx` that this WeChat does not have, such as `onThemeChange` on HarmonyOS. */
  without?: readonly string[] | undefined;
}
