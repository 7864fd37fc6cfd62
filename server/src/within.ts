const over = Symbol('over');

/**
 * Waits for work until its time is over. Late work goes on, and nobody hears of its failure.
 * @param late gives the answer instead, or throws
 */
export async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<typeof over>((resolve) => {
    timer = setTimeout(() => resolve(over), ms);
  });
  work.catch(() => {});
  try {
    const first = await Promise.race([work, time]);
    return first === over ? late() : first;
  } finally {
    clearTimeout(timer);
  }
}
