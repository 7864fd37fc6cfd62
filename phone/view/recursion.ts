import type { ComponentSpace, GeneralComponent } from 'glass-easel';
import { elementOf, remoteMethods } from './handlers';
import type { FromView } from './messages';
import { fromRoot, templateOf } from './templates';

type Properties = Record<string, unknown>;

let lastComponentId = 0;

/**
 * Taro's own components, `comp` and `custom-wrapper`: they have no data of their own but go on with a template where WXML cannot nest any
 * deeper. What they are given is drawn here; the logic layer, where their handlers live, hears of each.
 *
 * @param path without `.wxml`, from the package's root
 * @param using by tag, what their own template uses
 */
export function defineRecursion(
  space: ComponentSpace,
  path: string,
  using: Record<string, string>,
  webviewId: () => number,
  say: (message: FromView) => void,
): void {
  const ids = new WeakMap<object, number>();
  const propertiesOf = (component: object): Properties => {
    const { i, l } = (component as GeneralComponent).data as Properties;
    return { i, l };
  };
  function changed(this: object) {
    const component = elementOf(this);
    const componentId = ids.get(component);
    if (componentId === undefined) return;
    say({ type: 'component', change: { op: 'update', componentId, properties: propertiesOf(component) } });
  }
  const definition = {
    is: path,
    using: fromRoot(using),
    template: templateOf(path),
    options: {
      // As Taro says in its call of Component().
      virtualHost: path === 'comp',
      dataDeepCopy: 'none',
      // A change far inside leaves the object the same: only a copy of it is taken for a change.
      propertyPassingDeepCopy: 'simple',
      writeIdToDOM: true,
      useMethodCallerListeners: true,
    },
    properties: { i: { type: Object, observer: changed }, l: { type: String, observer: changed } },
    lifetimes: {
      created(this: GeneralComponent) {
        const methods = remoteMethods(this, (call) => {
          const componentId = ids.get(this);
          if (componentId !== undefined)
            say({ type: 'event', event: { webviewId: webviewId(), componentId, ...call } });
        });
        this.setMethodCaller(methods as never);
      },
      attached(this: object) {
        const component = elementOf(this);
        const componentId = ++lastComponentId;
        ids.set(component, componentId);
        const properties = propertiesOf(component);
        say({ type: 'component', change: { op: 'create', componentId, path, properties } });
      },
      detached(this: object) {
        const componentId = ids.get(elementOf(this));
        if (componentId !== undefined) say({ type: 'component', change: { op: 'remove', componentId } });
      },
    },
  };
  space.defineComponent(definition as never);
}
