import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

/*
 * Writes the types of the service API from its description; with --check, says whether they are out of date. A program and a package of
 * their own: openapi-typescript needs TypeScript 5, and does not start beside 7.
 */

const description = join(__dirname, '../docs/openapi-service.json');
const types = join(__dirname, 'src/service-api.ts');

async function main(): Promise<void> {
  // What has a default need not be sent.
  const options = { defaultNonNullable: false };
  const made = astToString(await openapiTS(JSON.parse(readFileSync(description, 'utf8')), options));
  const content = `// Written by npm run api, from docs/openapi-service.json.\n\n${made}`;
  if (!process.argv.includes('--check')) writeFileSync(types, content);
  else if (readFileSync(types, 'utf8').replaceAll('\r\n', '\n') !== content) {
    process.stderr.write(
      'service-client/src/service-api.ts 已过时，请运行：npm run api\nservice-client/src/service-api.ts is out of date: npm run api\n',
    );
    process.exitCode = 1;
  }
}

void main();
