import { readFileSync } from 'node:fs';
import { type Text, text } from './problems';

/** Reads a small UTF-8 file that a person wrote, whatever the editor; says why when it cannot. */
export function readTextFile(path: string): { content: string } | { problem: Text } | { missing: true } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT') return { missing: true };
    return { problem: text(`文件读不出来（${code}）。`, `The file cannot be read (${code}).`) };
  }
  // Windows PowerShell 5 writes UTF-16 when output is redirected into a file.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { problem: text('文件是 UTF-16 编码。', 'The file is encoded in UTF-16.') };
  }
  return { content: bytes.toString('utf8').replace(/^\uFEFF/, '') };
}
