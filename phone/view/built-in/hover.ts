import type { Attribute, BuiltIn } from './built-in';

/** `hover-class` while a finger is on the element. Times are in milliseconds. */
export function hoverAttributes(hoverClass: string, start: number, stay: number): Record<string, Attribute> {
  return {
    hoverClass: { type: 'string', initial: hoverClass },
    hoverStopPropagation: { type: 'boolean' },
    hoverStartTime: { type: 'number', initial: start },
    hoverStayTime: { type: 'number', initial: stay },
  };
}

/** Events that an element inside has kept to itself by `hover-stop-propagation`. */
const stopped = new WeakSet<Event>();

export function watchHover({ host, get }: BuiltIn): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const classes = () => {
    const name = get<string>('hoverClass');
    return name === 'none' ? [] : name.split(/\s+/).filter(Boolean);
  };
  const after = (ms: number, on: boolean) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const name of classes()) host.classList.toggle(name, on);
    }, ms);
  };
  host.addEventListener('pointerdown', (event) => {
    if (stopped.has(event) || get<boolean | undefined>('disabled')) return;
    if (get<boolean>('hoverStopPropagation')) stopped.add(event);
    after(get('hoverStartTime'), true);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
    host.addEventListener(end, () => after(get('hoverStayTime'), false));
  }
}
