export const envFormats = ['dotenv', 'json', 'export'] as const;

/** `dotenv`: a file `.env`; `json`: an object; `export`: for a POSIX shell to read. */
export type EnvFormat = (typeof envFormats)[number];

/** Variables as text that ends with a new line. */
export function formatEnv(variables: Record<string, string>, format: EnvFormat): string {
  if (format === 'json') return `${JSON.stringify(variables, null, 2)}\n`;
  const line = format === 'dotenv' ? dotenvLine : exportLine;
  return Object.entries(variables)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('');
}

const dotenvLine = (name: string, value: string) => `${name}=${JSON.stringify(value)}`;

/** Nothing has a meaning within single quotation marks, a new line of a key included. */
const exportLine = (name: string, value: string) => `export ${name}='${value.replaceAll("'", "'\\''")}'`;
