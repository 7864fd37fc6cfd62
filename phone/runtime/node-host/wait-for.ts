/**
 * Looks again and again, a few milliseconds apart, until `look` gives something true. An exception of `look` counts as not yet.
 *
 * @param timeoutMs of real time
 * @param situation added to the error's message
 */
export async function waitFor<Value>(
  look: () => Value,
  timeoutMs: number,
  situation: () => string,
): Promise<NonNullable<Value>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let problem = '';
    try {
      const value = look();
      if (value) return value;
    } catch (error) {
      problem = `; ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${timeoutMs} ms in vain for: ${look}${problem}${situation()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
