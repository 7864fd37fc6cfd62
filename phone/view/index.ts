import { addGlobalErrorListener, addGlobalWarningListener } from 'glass-easel';
import { PageBackend } from './backend';
import { createSpace } from './built-in';
import type { Appearance, FromView, ToView, ViewPackage } from './messages';
import { PageView } from './page-view';
import { defineRecursion } from './recursion';
import { scrollPage } from './scroll';
import { select } from './select';
import { watchTouches } from './touches';
import './base.css';

const say = (message: FromView) => parent.postMessage(message, location.origin);
const complain = (text: string, detail?: string) =>
  say({ type: 'complaint', text, ...(detail !== undefined && { detail }) });

const view = JSON.parse(document.getElementById('package')!.textContent!) as ViewPackage;
const backend = new PageBackend((tag) => complain(tag));
const space = createSpace();
let page: PageView | undefined;
let webviewId = 0;

for (const [path, using] of Object.entries(view.components)) {
  if (path !== view.path) defineRecursion(space, path, using, () => webviewId, say);
}
addGlobalErrorListener((error, method) => {
  const { stack } = error as Error;
  complain([method, String(error)].filter(Boolean).join(': '), stack);
  return false;
});
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
      page = new PageView(space, backend, view, message.page, say);
      say({ type: 'opened' });
      return;
    case 'render':
      // A component of Taro's own has no data but what it is given here.
      if (message.message.componentId === undefined) page?.setData(message.message.data);
      say({ type: 'rendered', id: message.id });
      return;
    case 'select':
      say({ type: 'selected', id: message.id, results: message.queries.map(select) });
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
