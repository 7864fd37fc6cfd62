import type { PageMessage, RenderMessage, SelectorQuery, ViewEvent } from '../runtime';

/** How the phone looks to a page. */
export interface Appearance {
  theme: 'light' | 'dark';
  /** In logical pixels. */
  safeAreaBottom: number;
}

/** What a page's iframe receives. All of it is JSON. */
export type ToView =
  | { type: 'open'; page: PageMessage; appearance: Appearance }
  | { type: 'render'; message: RenderMessage; id: number }
  | { type: 'select'; queries: SelectorQuery[]; id: number }
  /** How many buttons can be seen; `press` taps the one of that number. */
  | { type: 'buttons'; press?: number; id: number }
  | { type: 'scroll'; options: Record<string, unknown> }
  | { type: 'appearance'; appearance: Appearance };

/** What it says. */
export type FromView =
  /** Its scripts run; it waits for `open`. */
  | { type: 'ready' }
  | { type: 'opened' }
  | { type: 'rendered'; id: number }
  | { type: 'selected'; id: number; results: unknown[] }
  | { type: 'buttons'; id: number; count: number }
  | { type: 'event'; event: ViewEvent }
  | {
      type: 'component';
      change:
        | { op: 'create'; componentId: number; path: string; properties: Record<string, unknown> }
        | { op: 'update'; componentId: number; properties: Record<string, unknown> }
        | { op: 'remove'; componentId: number };
    }
  /** Something that is not drawn as WeChat would, or has thrown. */
  | { type: 'complaint'; text: string; detail?: string };

/** What the server puts into the page's document: the compiled package, as far as this page needs it. */
export interface ViewPackage {
  /** Without a slash before it. */
  path: string;
  /** Where the package's own files are served, with a slash at its end. */
  files: string;
  /** The custom components that are Taro's own, by tag and by whose file uses them. */
  components: Record<string, Record<string, string>>;
  /** `"style": "v2"` of app.json. */
  styleV2: boolean;
}
