import type { SigningError } from '@contract-kit/signing';
import { useDidHide, useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';

const EVERY_MS = 10_000;
const LONGEST_MS = 160_000;

/**
 * Does something every 10 s while the page is in front and it is wanted; after failures more and more seldom.
 * @param refresh resolves to why it failed
 */
export function useRefresh(isWanted: boolean, refresh: () => Promise<SigningError | undefined>): void {
  const [isShown, setShown] = useState(false);
  useDidShow(() => setShown(true));
  useDidHide(() => setShown(false));
  const latest = useRef(refresh);
  latest.current = refresh;

  useEffect(() => {
    if (!isWanted || !isShown) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    let failures = 0;

    const wait = (leastMs = 0) => {
      timer = setTimeout(once, Math.max(Math.min(EVERY_MS * 2 ** failures, LONGEST_MS), leastMs));
    };
    const once = async () => {
      const error = await latest.current();
      failures = error ? failures + 1 : 0;
      if (!isOver) wait(error?.retryAfterMs);
    };
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isWanted, isShown]);
}
