import { useEffect, useState } from 'react';

const minute = 60_000;
const now = () =>
  new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `08:05`; changes with the minute. */
export function useMinute(): string {
  const [time, setTime] = useState(now);
  // `time` starts the wait for the next minute, which may come out the same when a timer is early.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), minute - (Date.now() % minute) + 50);
    return () => clearInterval(timer);
  }, [time]);
  return time;
}
