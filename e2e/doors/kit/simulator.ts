import { type Control, createControl } from '@contract-kit/simulator/control';
import { createFolder } from './folder';
import { type Program, runNpm, startProgram } from './program';
import { tarball } from './tarballs';

export interface PackedSimulator {
  /** What its command printed for whoever is tested against it. */
  printed: string;
  /** The same, as variables, when it was printed as JSON. */
  settings: Record<string, string>;
  control: Control;
  program: Program;
  end(): Promise<void>;
}

/** A folder with nothing in it but the simulator's tarball, installed by npm. */
export async function installSimulator(): Promise<string> {
  const folder = createFolder({ 'package.json': '{"private": true}' });
  const file = await tarball('wechatpay-simulator');
  await runNpm(['install', '--no-audit', '--no-fund', '--prefer-offline', file], folder);
  return folder;
}

/**
 * Starts the command of the tarball, on a free port.
 * @param folder that it is installed in; default: one of its own
 */
export async function startPackedSimulator(
  format: 'json' | 'dotenv' | 'export' = 'json',
  folder?: string,
): Promise<PackedSimulator> {
  const cwd = folder ?? (await installSimulator());
  const main = 'node_modules/wechatpay-simulator/main.js';
  const program = startProgram(process.execPath, [main, '--port', '0', '--print-env', format], { cwd });
  const url = await program.says(/http:\/\/127\.0\.0\.1:\d+/);
  await program.says(/LOGIN_APP_SECRET.+\n/);
  const printed = program.wrote();
  const settings = format === 'json' ? JSON.parse(printed) : {};
  return { printed, settings, control: createControl(url), program, end: program.end };
}
