import { useColorScheme } from '@mantine/hooks';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Texts, texts } from '../texts';
import { readSettings, type Settings, writeSettings } from './url-settings';

interface View {
  settings: Settings;
  /** The scheme that is shown. */
  scheme: 'light' | 'dark';
  change(change: Partial<Settings>): void;
}

const ViewContext = createContext<View | undefined>(undefined);

/** Keeps the settings, and the page's address in step with them. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const [settings, setSettings] = useState(() => readSettings(location.search));
  const system = useColorScheme(undefined, { getInitialValueInEffect: false });
  const scheme = settings.scheme === 'auto' ? system : settings.scheme;
  useEffect(() => {
    document.documentElement.lang = settings.lang;
    document.title = texts[settings.lang].title;
    history.replaceState(history.state, '', location.pathname + writeSettings(location.search, settings));
  }, [settings]);
  const view = useMemo<View>(
    () => ({
      settings,
      scheme,
      change: (change) => setSettings((before) => ({ ...before, ...change })),
    }),
    [settings, scheme],
  );
  return <ViewContext value={view}>{children}</ViewContext>;
}

export function useSettings(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('useSettings needs a SettingsProvider above it');
  return view;
}

/** The page's texts in its language. The phone's own are WeChat's: see `useWeChatTexts`. */
export function useTexts(): Texts {
  return texts[useSettings().settings.lang];
}
