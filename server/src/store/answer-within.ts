import type { Command } from 'ioredis';

/**
 * Fails a command that Redis has not answered in time, as ioredis's own `commandTimeout` does, but for one thing: an
 * answer that arrived while this process stood still is in time. After a second without the processor (other work, a
 * container's limit) timers run before anything is read, and whatever was under way would fail though Redis was quick.
 */
export function answerWithin(command: Command, ms: number): void {
  const timer = setTimeout(() => setImmediate(() => command.reject(new Error('Command timed out'))), ms);
  const settled = () => clearTimeout(timer);
  command.promise.then(settled, settled);
}
