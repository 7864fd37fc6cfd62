import { Redis } from 'ioredis';
import type { Command } from './waits';

export interface Monitor {
  /** What came since the last call, but for what scripts do inside Redis. Call it when all that counts has been answered. */
  take(): Promise<Command[]>;
  close(): void;
}

/** Listens to what a Redis is asked to do. */
export async function startMonitor(url: string): Promise<Monitor> {
  const client = new Redis(url);
  const monitor = await client.monitor();
  let heard: Command[] = [];
  let marks = 0;
  let onMark = (_mark: string) => {};
  monitor.on('monitor', (time: string, args: string[], source: string) => {
    const [name = '', ...rest] = args;
    if (name.toLowerCase() === 'echo' && rest[0]?.startsWith('monitor-mark-')) onMark(rest[0]);
    else if (source !== 'lua')
      heard.push({ at: Number(time) * 1000, address: source, name: name.toLowerCase(), args: rest });
  });
  return {
    async take() {
      // All that Redis got before the mark was heard before it.
      const mark = `monitor-mark-${marks++}`;
      const marked = new Promise<void>((resolve) => {
        onMark = (heardMark) => heardMark === mark && resolve();
      });
      await client.echo(mark);
      await marked;
      const commands = heard;
      heard = [];
      return commands;
    },
    close() {
      monitor.disconnect();
      client.disconnect();
    },
  };
}
