import { type DeviceInfo, defaultDevice } from '../../runtime/options';

/** What a device has of its own, apart from its user's choices. */
type DeviceSize = Pick<
  DeviceInfo,
  'screenWidth' | 'screenHeight' | 'pixelRatio' | 'statusBarHeight' | 'safeAreaBottom' | 'model'
>;

export const deviceNames = ['small', 'standard', 'large'] as const;
export type DeviceName = (typeof deviceNames)[number];

export const devices: Record<DeviceName, DeviceSize> = {
  small: {
    screenWidth: 320,
    screenHeight: 568,
    pixelRatio: 2,
    statusBarHeight: 20,
    safeAreaBottom: 0,
    model: 'iPhone SE',
  },
  standard: {
    screenWidth: defaultDevice.screenWidth,
    screenHeight: defaultDevice.screenHeight,
    pixelRatio: defaultDevice.pixelRatio,
    statusBarHeight: defaultDevice.statusBarHeight,
    safeAreaBottom: defaultDevice.safeAreaBottom,
    model: defaultDevice.model,
  },
  large: {
    screenWidth: 430,
    screenHeight: 932,
    pixelRatio: 3,
    statusBarHeight: 54,
    safeAreaBottom: 34,
    model: 'iPhone 15 Pro Max',
  },
};

/** Which of them this is, if any. */
export function deviceName({ screenWidth, screenHeight }: DeviceInfo): DeviceName | undefined {
  return deviceNames.find(
    (name) => devices[name].screenWidth === screenWidth && devices[name].screenHeight === screenHeight,
  );
}
