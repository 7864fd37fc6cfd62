import { addGlobalErrorListener, addGlobalWarningListener } from 'glass-easel';
import { PageBackend } from './backend';
import { createSpace } from './built-in';
import { buttons } from './buttons';
import { complain, say } from './complain';
import { placeOf, watchFaults } from './faults';
import type { Appearance, ToView, ViewPackage } from './messages';
import { PageView } from './page-view';
import { defineRecursion } from './recursion';
import { scrollPage } from './scroll';
import { select } from './select';
import { watchTouches } from './touches';
import './base.css';

const view = JSON.parse(document.getElementById('package')!.textContent!) as ViewPackage;
const backend = new PageBackend((tag) => complain(unknownTag(tag)));
const space = createSpace();
let page: PageView | undefined;
let webviewId = 0;

for (const [path, using] of Object.entries(view.components)) {
  if (path !== view.path) defineRecursion(space, path, using, () => webviewId, say);
}
watchFaults(complain);
addGlobalErrorListener((error, method) => {
  complainOf(error, method);
  return false;
});
window.addEventListener('error', ({ error, message }) => complainOf(error ?? message));
// An attribute that is not modelled is no mistake of the app's.
addGlobalWarningListener(() => false);
watchTouches(document.documentElement);
window.addEventListener('message', ({ data, source }) => {
  if (source === parent) hear(data as ToView);
});
say({ type: 'ready' });

function hear(message: ToView): void {
  switch (message.type) {
    case 'open':
      webviewId = message.page.webviewId;
      appear(message.appearance);
      draws(() => {
        page = new PageView(space, backend, view, message.page, say);
      });
      say({ type: 'opened' });
      return;
    case 'render':
      // A component of Taro's own has no data but what it is given here.
      if (message.message.componentId === undefined) draws(() => page?.setData(message.message.data));
      say({ type: 'rendered', id: message.id });
      return;
    case 'select':
      say({ type: 'selected', id: message.id, results: message.queries.map(select) });
      return;
    case 'buttons':
      say({ type: 'buttons', id: message.id, count: buttons(message.press) });
      return;
    case 'scroll':
      scrollPage(message.options);
      return;
    case 'appearance':
      appear(message.appearance);
  }
}

function appear({ theme, safeAreaBottom }: Appearance): void {
  const { dataset, style } = document.documentElement;
  dataset.theme = theme;
  style.colorScheme = theme;
  style.setProperty('--safe-area-inset-bottom', `${safeAreaBottom}px`);
}

/** A drawing that throws is said, and the page goes on with what it has drawn. */
function draws(drawing: () => void): void {
  try {
    drawing();
  } catch (error) {
    complainOf(error);
  }
}

function complainOf(error: unknown, method?: string): void {
  const place = [`${view.path}.wxml`, method].filter(Boolean).join(': ');
  complain(placeOf({ error, place }, globalThis.templatePlaces ?? []), (error as Error | undefined)?.stack);
}

/** With the place where it stands, in the page's own file if it is there. */
function unknownTag(tag: string): string {
  const places = globalThis.templateTags?.[tag] ?? [];
  const place = places.find((each) => each.startsWith(`${view.path}.wxml:`)) ?? places[0];
  return place === undefined ? `<${tag}>` : `<${tag}> ${place}`;
}
