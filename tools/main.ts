import { complain } from './bootstrap/terminal.mjs';

export { wasTold } from './processes/processes';

/** @returns its exit code */
export type Command = (args: string[]) => Promise<number>;

/**
 * Runs a command of tools/commands/, which it finds by its name.
 * @returns the exit code; what went wrong has been said
 */
export async function runCommand(name: string, args: string[]): Promise<number> {
  try {
    // Plain Node's import() would not find TypeScript.
    const { run }: { run: Command } = require(`./commands/${name.replace(':', '-')}`);
    return await run(args);
  } catch (error) {
    // Not left to the bootstrap: it runs as a module, and so has a class Problem of its own.
    complain(error);
    return 1;
  }
}
