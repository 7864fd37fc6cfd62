/** Calls once a second while it runs. */
export function createCountdown(onSecond: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  return {
    run(on: boolean): void {
      if (!on) stop();
      else if (timer === undefined) {
        timer = setTimeout(() => {
          stop();
          onSecond();
        }, 1000);
      }
    },
  };
}
