import { existsSync } from 'node:fs';
import { doctor } from '@contract-kit/server/doctor';
import { miniProgram } from '../doctor/mini-program';
import { style } from '../doctor/style';
import { envFile } from '../settings';

export async function run(args: string[]): Promise<number> {
  const code = await doctor({
    command: 'npm run doctor',
    args,
    env: process.env,
    envFile: existsSync(envFile) ? envFile : undefined,
    more: miniProgram,
    style,
  });
  // Whatever hangs is not waited for.
  setTimeout(() => process.exit(code), 300).unref();
  return code;
}
