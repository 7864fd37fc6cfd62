import { useFocusTrap } from '@mantine/hooks';
import { type ReactNode, useLayoutEffect, useState } from 'react';
import { focusAnew, isInHand } from './focus';

interface Props {
  className: string;
  label: string;
  onEscape(): void;
  /** A tap beside it. */
  onOutside?: () => void;
  children: ReactNode;
}

/** A dialog over the page: it has the focus until it is answered, and gives it back. */
export function Layer({ className, label, onEscape, onOutside, children }: Props) {
  const trap = useFocusTrap();
  useFocusReturn();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer's way of what Esc is to the keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc, below
    <div className="layer" onClick={(event) => event.target === event.currentTarget && onOutside?.()}>
      <div
        aria-label={label}
        aria-modal="true"
        className={className}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onEscape();
        }}
        ref={trap}
        role="dialog"
        tabIndex={-1}
      >
        {children}
      </div>
    </div>
  );
}

/** What is below loses its focus as it becomes inert, so it is noted while the layer is first drawn, and waits for that to end. */
function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(
    () => () => {
      const inHand = isInHand();
      setTimeout(() => {
        if (!(before instanceof HTMLElement)) return;
        before.focus({ preventScroll: true });
        // It may be covered by now, with the mini-program that it belongs to.
        if (inHand) focusAnew(before.closest('.screen'));
      });
    },
    [before],
  );
}
