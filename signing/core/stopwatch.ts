/** Adds up the time during which it runs, and calls whenever that passes one of the marks. */
export function createStopwatch(marksMs: number[], onMark: () => void) {
  let before = 0;
  let since: number | undefined;
  let timers: ReturnType<typeof setTimeout>[] = [];

  const passed = () => before + (since === undefined ? 0 : Date.now() - since);
  const stop = () => {
    before = passed();
    since = undefined;
    timers.forEach(clearTimeout);
  };

  return {
    run(on: boolean): void {
      if (!on) stop();
      if (!on || since !== undefined) return;
      since = Date.now();
      timers = marksMs
        .filter((mark) => mark > before)
        .map((mark) =>
          setTimeout(() => {
            // The phone's clock may have been set back meanwhile; a timer knows better.
            if (passed() < mark) before += mark - passed();
            onMark();
          }, mark - before),
        );
    },
    reset(): void {
      stop();
      before = 0;
    },
    passedMs: passed,
  };
}
