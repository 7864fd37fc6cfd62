import type { DeviceInfo } from '../../runtime/options';
import { type Language, languages } from '../texts';
import { type DeviceName, deviceNames, devices } from './devices';

/** How the page and its phone look. Each is a parameter of the page's address, so that every view has a link. */
export interface Settings {
  lang: Language;
  /** `auto` is the system's. */
  scheme: 'auto' | 'light' | 'dark';
  device: DeviceName;
  /** WeChat's text size. */
  text: TextSize;
  /** The phone's own theme. */
  theme: DeviceInfo['theme'];
  /** WeChat's language. */
  wx: WeChatLanguage;
}

export const textSizes = ['1', '1.25', '1.5'] as const;
type TextSize = (typeof textSizes)[number];

export const weChatLanguages = ['zh_CN', 'en'] as const;
type WeChatLanguage = (typeof weChatLanguages)[number];

export const defaultSettings: Settings = {
  lang: 'zh-CN',
  scheme: 'auto',
  device: 'standard',
  text: '1',
  theme: 'light',
  wx: 'zh_CN',
};

const values: { [Name in keyof Settings]: readonly Settings[Name][] } = {
  lang: languages,
  scheme: ['auto', 'light', 'dark'],
  device: deviceNames,
  text: textSizes,
  theme: ['light', 'dark'],
  wx: weChatLanguages,
};

/** What the address says; a value that is not one of ours counts as absent. */
export function readSettings(search: string): Settings {
  const query = new URLSearchParams(search);
  const settings = { ...defaultSettings };
  const read = <Name extends keyof Settings>(name: Name) => {
    const value = values[name].find((known) => known === query.get(name));
    if (value !== undefined) settings[name] = value;
  };
  for (const name of Object.keys(values) as (keyof Settings)[]) read(name);
  return settings;
}

/** The address's query for these settings. Parameters of others stay; ours are there only where they differ from the default. */
export function writeSettings(search: string, settings: Settings): string {
  const query = new URLSearchParams(search);
  for (const name of Object.keys(values) as (keyof Settings)[]) {
    if (settings[name] === defaultSettings[name]) query.delete(name);
    else query.set(name, settings[name]);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** What the settings ask of the phone; empty where it is as it comes. */
export function deviceChange(settings: Settings): Partial<DeviceInfo> {
  const { device, text, theme, wx } = settings;
  return {
    ...(device === defaultSettings.device ? {} : devices[device]),
    ...(text === defaultSettings.text ? {} : { fontSizeScaleFactor: Number(text) }),
    ...(theme === defaultSettings.theme ? {} : { theme }),
    ...(wx === defaultSettings.wx ? {} : { language: wx }),
  };
}
