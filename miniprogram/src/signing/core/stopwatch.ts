/** Adds up the time during which it runs, and calls once that is over the limit. */
export function createStopwatch(limitMs: number, onOver: () => void) {
  let before = 0;
  let since: number | undefined;
  let timer: ReturnType<typeof setTimeout>;

  const passed = () => before + (since === undefined ? 0 : Date.now() - since);
  const stop = () => {
    before = passed();
    since = undefined;
    clearTimeout(timer);
  };

  return {
    run(on: boolean): void {
      if (!on) stop();
      else if (since === undefined) {
        since = Date.now();
        timer = setTimeout(onOver, limitMs - before);
      }
    },
    reset(): void {
      stop();
      before = 0;
    },
    isOver: () => passed() >= limitMs,
  };
}
