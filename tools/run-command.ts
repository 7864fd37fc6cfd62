import type { Command } from './bootstrap/commands.mjs';
import { complain } from './bootstrap/terminal.mjs';
import { runProgram } from './processes/run-program';

export { wasTold } from './processes/processes';

/**
 * Runs a command: its program, or what tools/commands/ has by its name.
 * @returns the exit code; what went wrong has been said
 */
export async function runCommand(name: string, { program }: Command, args: string[]): Promise<number> {
  try {
    if (program) return await runProgram(name, program, args);
    // Plain Node's import() would not find TypeScript.
    const { run }: { run(args: string[]): Promise<number> } = require(`./commands/${name.replace(':', '-')}`);
    return await run(args);
  } catch (error) {
    // Not left to the bootstrap: it runs as a module, and so has a class Problem of its own.
    complain(error);
    return 1;
  }
}
