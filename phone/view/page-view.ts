import {
  Component,
  type ComponentSpace,
  type GeneralComponent,
  Element as GlassEaselElement,
} from 'glass-easel';
import type { PageMessage } from '../runtime';
import { parsePath } from '../runtime/set-data';
import type { PageBackend } from './backend';
import { remoteMethods } from './handlers';
import type { FromView, ViewPackage } from './messages';
import { fromRoot, templateOf } from './templates';

/** A page of the stack, drawn by glass-easel from its WXML and its data; its methods are in the logic layer. */
export class PageView {
  readonly #component: GeneralComponent;

  constructor(
    space: ComponentSpace,
    backend: PageBackend,
    { path, components }: ViewPackage,
    page: PageMessage,
    say: (message: FromView) => void,
  ) {
    const definition = space.defineComponent({
      is: path,
      using: fromRoot(components[path]),
      template: templateOf(path),
      options: {
        dataDeepCopy: 'none',
        propertyPassingDeepCopy: 'none',
        writeIdToDOM: true,
        useMethodCallerListeners: true,
      },
      data: page.data,
      lifetimes: {
        created(this: GeneralComponent) {
          const { webviewId } = page;
          const methods = remoteMethods(this, (call) =>
            say({ type: 'event', event: { webviewId, ...call } }),
          );
          this.setMethodCaller(methods as never);
        },
      },
    } as never);
    this.#component = Component.createWithContext('page', definition as never, backend as never) as never;
    const placeholder = document.createElement('div');
    document.body.append(placeholder);
    GlassEaselElement.replaceDocumentElement(this.#component, document.body as never, placeholder as never);
  }

  /** @param change as it was given to `setData` */
  setData(change: Record<string, unknown>): void {
    for (const [path, value] of Object.entries(change)) {
      this.#component.replaceDataOnPath(parsePath(path) as never, value as never);
    }
    this.#component.applyDataUpdates();
  }
}
