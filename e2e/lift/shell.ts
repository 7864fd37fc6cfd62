import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs `node -e "…"` of a guide as every shell would: in the quotation marks is nothing that any of them changes. */
export async function runNodeCode(command: string): Promise<void> {
  const [, code] = /^node -e "([^"$`\\!%]+)"$/.exec(command) ?? [];
  if (code === undefined) throw new Error(`Not the same in every shell: ${command}`);
  await promisify(execFile)(process.execPath, ['-e', code]);
}
