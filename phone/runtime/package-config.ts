import { join } from './modules';
import type { PackageFiles } from './options';

/** `app.json`, as far as it changes what the logic layer does. */
export interface AppConfig {
  pages: string[];
  tabBar?: { list: { pagePath: string }[] };
  networkTimeout?: { request?: number };
  lazyCodeLoading?: string;
  entryPagePath?: string;
}

/** Throws when the files are no package. */
export function readAppConfig(files: PackageFiles): AppConfig {
  const text = files.get('app.json');
  if (text === undefined)
    throw new Error('The package has no app.json: give the folder that the build has written');
  const config = JSON.parse(text) as AppConfig;
  if (!Array.isArray(config.pages) || config.pages.length === 0) throw new Error('app.json names no pages');
  return config;
}

/** The components that a page or component (`pages/sign/index`), or `app`, names in its JSON file: tags and paths in the package. */
export function usedComponents(files: PackageFiles, path: string): Map<string, string> {
  const { usingComponents = {} } = readJson<{ usingComponents?: Record<string, string> }>(
    files,
    `${path}.json`,
  );
  const folder = path.split('/').slice(0, -1);
  return new Map(Object.entries(usingComponents).map(([tag, component]) => [tag, join(folder, component)]));
}

/** A configuration file; one that is missing, empty or broken counts as `{}`, so that it breaks nothing else. */
export function readJson<Value extends object>(files: PackageFiles, path: string): Partial<Value> {
  try {
    return (JSON.parse(files.get(path) || '{}') ?? {}) as Partial<Value>;
  } catch {
    return {};
  }
}
