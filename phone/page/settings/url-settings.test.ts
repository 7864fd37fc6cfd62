import { deviceName, devices } from './devices';
import { defaultSettings, deviceChange, readSettings, writeSettings } from './url-settings';

const everything = '?lang=en&scheme=dark&device=large&text=1.5&theme=dark&wx=en';

it('reads every setting from the address', () => {
  expect(readSettings(everything)).toEqual({
    lang: 'en',
    scheme: 'dark',
    device: 'large',
    text: '1.5',
    theme: 'dark',
    wx: 'en',
  });
});

it('takes the default for what is absent or unknown', () => {
  expect(readSettings('')).toEqual(defaultSettings);
  expect(readSettings('?lang=fr&scheme=&device=constructor&text=9&theme=blue&wx=zh')).toEqual(
    defaultSettings,
  );
});

it('writes an address that reads as the same settings', () => {
  const settings = readSettings(everything);
  expect(readSettings(writeSettings('', settings))).toEqual(settings);
});

it('keeps the parameters of others, and leaves out defaults', () => {
  expect(writeSettings('?open=wx123&lang=en&state=%7B%7D', defaultSettings)).toBe('?open=wx123&state=%7B%7D');
  expect(writeSettings('?lang=en', defaultSettings)).toBe('');
});

it('asks of the phone only what differs from how it comes', () => {
  expect(deviceChange(defaultSettings)).toEqual({});
  expect(deviceChange(readSettings(everything))).toEqual({
    ...devices.large,
    fontSizeScaleFactor: 1.5,
    theme: 'dark',
    language: 'en',
  });
});

it('knows a device by its size', () => {
  const device = { screenWidth: 320, screenHeight: 568 } as Parameters<typeof deviceName>[0];
  expect(deviceName(device)).toBe('small');
  expect(deviceName({ ...device, screenHeight: 600 })).toBeUndefined();
});
