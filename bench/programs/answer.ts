type Methods = Record<string, (...args: never[]) => unknown>;

/** Answers what the bench asks of a program that it started: see `world/child.ts`. */
export function answer(methods: Methods): void {
  process.on('message', async ({ id, method, args }: { id: number; method: string; args: never[] }) => {
    if (method === 'usage') return;
    try {
      process.send?.({ id, value: await methods[method]!(...args) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.channel?.ref();
}
