import { asyncApi, syncApi } from '../api-call';
import type { Core } from '../core';

/** What an app can ask about the phone, WeChat and itself. */
export function createDevice(core: Core) {
  const windowInfo = () => {
    const { device } = core;
    const windowHeight = device.screenHeight - device.statusBarHeight - device.navigationBarHeight;
    return {
      pixelRatio: device.pixelRatio,
      screenWidth: device.screenWidth,
      screenHeight: device.screenHeight,
      windowWidth: device.screenWidth,
      windowHeight,
      statusBarHeight: device.statusBarHeight,
      screenTop: device.statusBarHeight + device.navigationBarHeight,
      safeArea: {
        left: 0,
        right: device.screenWidth,
        top: device.statusBarHeight,
        bottom: device.screenHeight - device.safeAreaBottom,
        width: device.screenWidth,
        height: device.screenHeight - device.statusBarHeight - device.safeAreaBottom,
      },
    };
  };
  const appBaseInfo = () => {
    const { language, theme, version, SDKVersion, fontSizeScaleFactor } = core.device;
    return {
      language,
      theme,
      version,
      SDKVersion,
      fontSizeScaleFactor,
      fontSizeSetting: Math.round(16 * fontSizeScaleFactor),
      enableDebug: false,
      host: { env: 'WeChat' },
    };
  };
  const deviceInfo = () => {
    const { platform, brand, model, system } = core.device;
    return { platform, brand, model, system, abi: 'arm64', benchmarkLevel: 40, memorySize: '6144' };
  };
  const setting = () => ({
    bluetoothEnabled: true,
    locationEnabled: true,
    wifiEnabled: core.device.networkType === 'wifi',
    deviceOrientation: 'portrait',
  });
  const system = () => ({ ...deviceInfo(), ...appBaseInfo(), ...windowInfo(), ...setting() });
  const account = () => ({
    miniProgram: { appId: core.options.appId, envVersion: core.options.envVersion ?? 'release', version: '' },
    plugin: {},
  });
  const network = () => ({
    networkType: core.device.networkType,
    isConnected: core.device.networkType !== 'none',
  });

  return {
    getSystemInfoSync: syncApi(core, 'getSystemInfoSync', () => core.give(system())),
    getSystemInfo: asyncApi(core, 'getSystemInfo', (_options, reply) => reply({ ok: core.give(system()) })),
    getAppBaseInfo: syncApi(core, 'getAppBaseInfo', () => core.give(appBaseInfo())),
    getWindowInfo: syncApi(core, 'getWindowInfo', () => core.give(windowInfo())),
    getDeviceInfo: syncApi(core, 'getDeviceInfo', () => core.give(deviceInfo())),
    getSystemSetting: syncApi(core, 'getSystemSetting', () => core.give(setting())),
    getAccountInfoSync: syncApi(core, 'getAccountInfoSync', () => core.give(account())),
    getNetworkType: asyncApi(core, 'getNetworkType', (_options, reply) =>
      reply({ ok: { networkType: core.device.networkType } }),
    ),
    getLaunchOptionsSync: syncApi(core, 'getLaunchOptionsSync', () => core.give(core.launchOptions)),
    getEnterOptionsSync: syncApi(core, 'getEnterOptionsSync', () => core.give(core.enterOptions)),
    /** For `onNetworkStatusChange`. */
    networkStatus: network,
  };
}
