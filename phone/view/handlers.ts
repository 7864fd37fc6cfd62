import type { GeneralComponent, Element as GlassEaselElement, ShadowedEvent } from 'glass-easel';
import type { ViewEvent } from '../runtime';

type Report = (call: Pick<ViewEvent, 'handler' | 'event'>) => void;

const elementOfCaller = Symbol('element');

/**
 * Stands for the methods of a page or component, which live in the logic layer: whatever name the WXML binds is there, and a call of it is
 * reported. (`useMethodCallerListeners` makes glass-easel look here.)
 */
export function remoteMethods(component: GeneralComponent, report: Report): object {
  const method = (handler: string) => (event: ShadowedEvent<unknown>) => {
    (event as { heard?: () => void }).heard?.();
    report({ handler, event: messageOf(event) });
  };
  return new Proxy(
    {},
    {
      get: (_, name) =>
        name === elementOfCaller ? component : typeof name === 'string' ? method(name) : undefined,
      getOwnPropertyDescriptor: (_, name) =>
        typeof name === 'string'
          ? { configurable: true, enumerable: true, writable: true, value: method(name) }
          : undefined,
    },
  );
}

function messageOf(event: ShadowedEvent<unknown>): ViewEvent['event'] {
  const { touches, changedTouches } = event as { touches?: unknown; changedTouches?: unknown };
  return {
    type: event.type,
    timeStamp: Math.round(performance.now()),
    target: place(event.target),
    currentTarget: place(event.currentTarget),
    mark: event.mark ?? {},
    detail: event.detail as Record<string, unknown>,
    ...(changedTouches !== undefined && { touches, changedTouches }),
  };
}

/** glass-easel gives a component's stand-in where one would expect the component. */
export function elementOf(given: object): GlassEaselElement {
  return ((given as { [elementOfCaller]?: object })[elementOfCaller] ?? given) as GlassEaselElement;
}

function place(given: object) {
  const element = elementOf(given);
  const backend = element.getBackendElement() as unknown as HTMLElement | null;
  return {
    id: element.id,
    dataset: { ...element.dataset },
    offsetLeft: backend?.offsetLeft ?? 0,
    offsetTop: backend?.offsetTop ?? 0,
  };
}
