import { useEffect } from 'react';

/** What the pages use of Taro, for jsdom: `phone` is what a test sets and looks at. */
export const phone = {
  language: 'zh_CN',
  theme: 'light',
  fontSizeScaleFactor: 1,
  /** Pages that are open, this one included. */
  depth: 1,
  title: '',
  /** Where the user was taken. */
  went: [] as string[],
  /** What dialogs said, and what the user answers. */
  dialogs: [] as { title: string; content: string; showCancel?: boolean }[],
  confirms: true,
};
const untouched = { ...phone };

/** As it was before the test. */
export function resetPhone(): void {
  Object.assign(phone, untouched, { went: [], dialogs: [] });
  themeListeners.clear();
}

const themeListeners = new Set<(change: { theme: string }) => void>();

export function changeTheme(theme: string): void {
  phone.theme = theme;
  for (const listener of themeListeners) listener({ theme });
}

const pageShows = new Set<() => void>();

/** The page comes to the front again. */
export function showPage(): void {
  for (const shown of pageShows) shown();
}

export function useDidShow(listener: () => void): void {
  useEffect(() => {
    pageShows.add(listener);
    return () => void pageShows.delete(listener);
  });
}

const pageHides = new Set<() => void>();

/** The page leaves the front. */
export function hidePage(): void {
  for (const hidden of pageHides) hidden();
}

export function useDidHide(listener: () => void): void {
  useEffect(() => {
    pageHides.add(listener);
    return () => void pageHides.delete(listener);
  });
}

export const useLaunch = (listener: () => void): void => listener();

export default {
  getAppBaseInfo: () => {
    const { language, theme, fontSizeScaleFactor } = phone;
    return { language, theme, fontSizeScaleFactor };
  },
  onThemeChange: (listener: (change: { theme: string }) => void) => void themeListeners.add(listener),
  offThemeChange: (listener: (change: { theme: string }) => void) => void themeListeners.delete(listener),
  setNavigationBarTitle: ({ title }: { title: string }) => {
    phone.title = title;
  },
  getCurrentPages: () => Array(phone.depth).fill({}),
  navigateBack: () => void phone.went.push('back'),
  navigateTo: ({ url }: { url: string }) => void phone.went.push(url),
  showModal: async (dialog: (typeof phone.dialogs)[number]) => {
    phone.dialogs.push(dialog);
    return { confirm: phone.confirms, cancel: !phone.confirms };
  },
};
