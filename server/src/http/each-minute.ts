const MINUTE_MS = 60_000;

/** @returns says whether it may be done now: once a minute at most, so that whoever asks often fills no log */
export function eachMinute(): () => boolean {
  let doneAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - doneAt < MINUTE_MS) return false;
    doneAt = performance.now();
    return true;
  };
}
