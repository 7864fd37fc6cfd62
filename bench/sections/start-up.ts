import { type Line, line } from '../report/line';
import { median } from '../statistics/paired';
import type { World } from '../world/world';

const STARTS = 7;

/** From the start of the process until it is ready, and its memory then. */
export async function startUp(world: World, server: string): Promise<Line[]> {
  const ms: number[] = [];
  const rss: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const began = performance.now();
    const subject = await world.start('server', server);
    ms.push(performance.now() - began);
    rss.push((await subject.child.usage()).rss);
    await subject.stop();
  }
  return [
    line('start to ready', median(ms), 'ms', { detail: ms }),
    line('memory when ready', median(rss), 'bytes', { detail: rss }),
  ];
}
