import { useCallback, useEffect, useRef, useState } from 'react';

/** From here on the end counts as reached. */
const near = 24;

/** Keeps a list at its end while it grows, until its reader scrolls up or opens something in it. */
export function useStickToEnd() {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const sticks = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const stick = useCallback((value: boolean) => {
    sticks.current = value;
    setAtEnd(value);
  }, []);
  const toEnd = useCallback(() => {
    stick(true);
    // The button for it goes away, and the focus would be lost with it.
    scroller.current?.focus({ preventScroll: true });
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [stick]);
  const letGo = useCallback(() => stick(false), [stick]);
  useEffect(() => {
    const box = scroller.current!;
    const list = content.current!;
    let before = box.scrollTop;
    const scrolled = () => {
      const left = box.scrollHeight - box.scrollTop - box.clientHeight;
      // Rows are measured as they come into view, which moves the end without anybody scrolling up.
      if (left <= near) stick(true);
      else if (box.scrollTop < before) stick(false);
      before = box.scrollTop;
    };
    const growth = new ResizeObserver(() => {
      if (sticks.current) box.scrollTop = box.scrollHeight;
    });
    growth.observe(list);
    growth.observe(box);
    box.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      growth.disconnect();
      box.removeEventListener('scroll', scrolled);
    };
  }, [stick]);
  return { scroller, content, atEnd, toEnd, letGo };
}
