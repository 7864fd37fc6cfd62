/** A command as Redis got it. */
export interface Command {
  /** By Redis's clock, in ms. */
  at: number;
  /** The connection that it came on. */
  address: string;
  name: string;
  args: string[];
}

/** What a piece of work asks of Redis. */
export interface Waits {
  /** Round trips one after another: commands of which none waits for another's answer are one. */
  roundTrips: number;
  commands: number;
  /** Names of the commands, wait by wait. */
  waves: string[][];
}

/**
 * Tells how often a piece of work waited for Redis, when each answer was held up by `delayMs`: what was sent without an answer to
 * what came before reached Redis within half of that.
 */
export function countWaits(commands: readonly Command[], delayMs: number): Waits {
  const waves: string[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, name } of [...commands].sort((a, b) => a.at - b.at)) {
    if (at - last > delayMs / 2) waves.push([]);
    waves.at(-1)!.push(name);
    last = at;
  }
  return { roundTrips: waves.length, commands: commands.length, waves };
}

/** The answer that most attempts agree on: one may have met a pause of the machine. The least, if they agree on none. */
export function agreed(attempts: readonly Waits[]): Waits {
  const votes = (waits: Waits) =>
    attempts.filter((other) => other.roundTrips === waits.roundTrips && other.commands === waits.commands)
      .length;
  return [...attempts].sort((a, b) => votes(b) - votes(a) || a.roundTrips - b.roundTrips)[0]!;
}
