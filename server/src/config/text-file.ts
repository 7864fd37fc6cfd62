import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type Text, text } from './problems';

export type TextFile = { content: string } | { problem: Text; fix?: Text } | { missing: true };

/** Reads a small UTF-8 file that a person wrote, whatever the editor; says why when it cannot. */
export function readTextFile(path: string): TextFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT') return { missing: true };
    return { problem: text(`文件读不出来（${code}）。`, `The file cannot be read (${code}).`) };
  }
  // A zero between letters is UTF-16 without its mark. Windows PowerShell 5 writes UTF-16 when output is redirected.
  const isUtf16 = /^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2)) || bytes.includes(0);
  if (isUtf8(bytes) && !isUtf16) return { content: bytes.toString('utf8').replace(/^\uFEFF/, '') };
  // The SEQUENCE that every key and certificate in DER, and every .p12, is.
  if (bytes[0] === 0x30 && bytes[1] === 0x82) {
    return {
      problem: text('文件是二进制的（DER 或 .p12）。', 'The file is binary (DER, or a .p12).'),
      fix: text(
        '请改用 PEM 格式的文件，例如 apiclient_key.pem。',
        'Use the file in PEM, such as apiclient_key.pem.',
      ),
    };
  }
  return {
    problem: isUtf16
      ? text('文件是 UTF-16 编码。', 'The file is encoded in UTF-16.')
      : text('文件不是 UTF-8 编码，可能是 GBK。', 'The file is not UTF-8; it may be GBK.'),
    fix: text(
      '请另存为 UTF-8：记事本里“另存为”，编码选 UTF-8；VS Code 里点右下角的编码，先“通过编码重新打开”选 GBK（或 UTF-16），再“通过编码保存”选 UTF-8。',
      'Save it as UTF-8: in Notepad, Save As with the encoding UTF-8; in VS Code, click the encoding at the bottom right, reopen with GBK (or UTF-16), then save with UTF-8.',
    ),
  };
}
