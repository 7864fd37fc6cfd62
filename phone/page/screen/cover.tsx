import { type ReactNode, useLayoutEffect } from 'react';
import { isInHand, useFocusHandedOn } from './focus';

interface Props {
  className: string;
  label: string;
  children: ReactNode;
}

/** What lies over the mini-programs. It takes a focus that it hides. */
export function Cover({ className, label, children }: Props) {
  const ref = useFocusHandedOn();
  useLayoutEffect(() => {
    if (isInHand('[inert] *, :disabled'))
      ref.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [ref]);
  return (
    <section aria-label={label} className={`cover wallpaper ${className}`} ref={ref}>
      {children}
    </section>
  );
}
