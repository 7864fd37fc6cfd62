type Handle = (reason: unknown) => void;

const handlers = new Map<PromiseConstructor, Handle>();

/**
 * Hears of the uncaught rejections of one world's promises, so that an app's mistake ends in its own `onUnhandledRejection` and not this
 * process. Rejections of all other promises go on as if nobody listened.
 *
 * @returns what ends it
 */
export function onUnhandledRejection(world: PromiseConstructor, handle: Handle): () => void {
  if (handlers.size === 0) process.on('unhandledRejection', listen);
  handlers.set(world, handle);
  return () => {
    handlers.delete(world);
    if (handlers.size === 0) process.off('unhandledRejection', listen);
  };
}

function listen(reason: unknown, promise: Promise<unknown>): void {
  for (const [World, handle] of handlers) {
    if (promise instanceof World) {
      handle(reason);
      return;
    }
  }
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
}
