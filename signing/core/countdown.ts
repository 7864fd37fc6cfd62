/** Calls once a second while it is on. */
export function createCountdown(onSecond: () => void) {
  let timer: ReturnType<typeof setInterval> | undefined;

  return (on: boolean): void => {
    if (!on) {
      clearInterval(timer);
      timer = undefined;
    } else if (!timer) timer = setInterval(onSecond, 1000);
  };
}
