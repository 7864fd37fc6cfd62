import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from '../http/openapi';
import { routes } from '../routes';

/* Writes docs/openapi.json; with --check, says whether it is up to date. */

const path = join(__dirname, '../../../docs/openapi.json');
const description = `${JSON.stringify(describeApi(routes), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8').replaceAll('\r\n', '\n') !== description) {
    process.stderr.write(
      'docs/openapi.json 已过时，请运行：npm run api\ndocs/openapi.json is out of date: npm run api\n',
    );
    process.exitCode = 1;
  }
} else writeFileSync(path, description);
