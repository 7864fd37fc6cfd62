import type { ComponentSpace, GeneralComponent } from 'glass-easel';
import { isDrawn } from '../backend';
import type { Attribute, BuiltIn } from './built-in';
import { commonAttributes } from './common-attributes';

export interface Definition {
  tag: string;
  /** In camelCase: `hover-class` is `hoverClass`. */
  attributes: Record<string, Attribute>;
  /** The element exists; its attributes have their initial values. */
  created?: (self: BuiltIn) => void;
  /** It is on the page. */
  attached?: (self: BuiltIn) => void;
}

const types = { string: String, boolean: Boolean, number: Number };
const empty = { string: '', boolean: false, number: 0 };

/** Makes a WXML tag known to every page. */
export function defineBuiltIn(
  space: ComponentSpace,
  { tag, attributes, created, attached }: Definition,
): void {
  isDrawn(tag);
  const selves = new WeakMap<object, BuiltIn>();
  const all = { ...commonAttributes, ...attributes };
  const properties = Object.fromEntries(
    Object.entries(all).map(([name, { type, initial, changed }]) => [
      name,
      {
        type: types[type],
        value: initial ?? empty[type],
        observer(this: GeneralComponent, value: unknown) {
          const self = selves.get(this);
          if (self) (changed as ((value: unknown, self: BuiltIn) => void) | undefined)?.(value, self);
        },
      },
    ]),
  );
  const definition = space.defineComponent({
    is: `built-in/${tag}`,
    options: { writeIdToDOM: true },
    properties,
    lifetimes: {
      created(this: GeneralComponent) {
        const self = createSelf(this);
        selves.set(this, self);
        created?.(self);
      },
      attached(this: GeneralComponent) {
        attached?.(selves.get(this)!);
      },
    },
  } as never);
  space.setGlobalUsingComponent(tag, definition as never);
}

function createSelf(component: GeneralComponent): BuiltIn {
  return {
    host: component.getBackendElement() as unknown as HTMLElement,
    element: component,
    get: (name) => (component.data as Record<string, unknown>)[name] as never,
    emit: (type, detail) => component.triggerEvent(type, detail, { bubbles: false, composed: false }),
  };
}
