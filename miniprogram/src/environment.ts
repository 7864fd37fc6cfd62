import type { Language } from '@contract-kit/shared/client';
import Taro from '@tarojs/taro';
import { useEffect, useState } from 'react';

type AppBaseInfo = { language?: string; theme?: string; fontSizeScaleFactor?: number };

const read = (): AppBaseInfo => Taro.getAppBaseInfo() as AppBaseInfo;

/** Chinese for every kind of Chinese, else English. */
export function language(): Language {
  return (read().language ?? 'zh').toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** How much larger than normal the user wants text to be; WeChat does not enlarge a page by itself. */
export const fontScale = (): number => read().fontSizeScaleFactor ?? 1;

/** Whether WeChat is dark now. */
export function useDark(): boolean {
  const [theme, setTheme] = useState(() => read().theme);
  useEffect(() => {
    const listener = (change: { theme: string }) => setTheme(change.theme);
    // HarmonyOS has neither: https://developers.weixin.qq.com/miniprogram/dev/framework/ability/ohos.html
    Taro.onThemeChange?.(listener);
    return () => Taro.offThemeChange?.(listener);
  }, []);
  return theme === 'dark';
}
