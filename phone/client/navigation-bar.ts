import type { NavigationBar } from './state';

type Settings = Record<string, unknown>;

/**
 * The bar of a page: what the app has set while running, before the page's own JSON, before app.json's `window`; `@name` is looked up in
 * theme.json. https://developers.weixin.qq.com/miniprogram/dev/reference/configuration/app.html
 */
export function navigationBar(
  files: ReadonlyMap<string, string>,
  path: string,
  theme: 'light' | 'dark',
  changes: Settings,
  canGoBack: boolean,
): NavigationBar {
  const app = read(files, 'app.json') as { window?: Settings; darkmode?: boolean; themeLocation?: string };
  const settings = { ...app.window, ...read(files, `${path}.json`) };
  const themes = read(files, app.themeLocation ?? 'theme.json') as Record<string, Settings>;
  const shown = app.darkmode ? theme : 'light';
  const value = (name: string, otherwise: string) => {
    const given = String(settings[name] ?? otherwise);
    return given.startsWith('@') ? String(themes[shown]?.[given.slice(1)] ?? otherwise) : given;
  };
  const frontColor = changes.frontColor as string | undefined;
  return {
    title: String(changes.title ?? value('navigationBarTitleText', '')),
    background: String(changes.backgroundColor ?? value('navigationBarBackgroundColor', '#000000')),
    text: textOf(frontColor ?? value('navigationBarTextStyle', 'white')),
    canGoBack,
    loading: changes.loading === true,
    hidden: value('navigationStyle', 'default') === 'custom',
  };
}

function textOf(color: string): 'black' | 'white' {
  return /^(#0{3,6}|black)$/i.test(color) ? 'black' : 'white';
}

function read(files: ReadonlyMap<string, string>, path: string): Settings {
  return JSON.parse(files.get(path) ?? '{}') as Settings;
}
