import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Whether somebody uses the keyboard, and has this element in hand. Others need no focus to be kept for them, and no ring. */
export function isInHand(selector = '*'): boolean {
  return document.activeElement?.matches(`:focus-visible:is(${selector})`) ?? false;
}

/** For an element that goes away: the focus in it goes on to what the screen shows then. */
export function useFocusHandedOn<Given extends HTMLElement>(): RefObject<Given | null> {
  const ref = useRef<Given>(null);
  useLayoutEffect(() => {
    const element = ref.current!;
    const screen = element.closest('.screen');
    return () => {
      if (element.contains(document.activeElement) && isInHand()) setTimeout(() => focusAnew(screen));
    };
  }, []);
  return ref;
}

/** Once what had the focus has gone; by then a dialog may have taken it. */
export function focusAnew(within: Element | null): void {
  if (document.activeElement !== document.body) return;
  within?.querySelector<HTMLElement>('button:not([inert] *, :disabled)')?.focus({ preventScroll: true });
}
