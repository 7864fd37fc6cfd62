import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample } from '../config/env-example';
import { describeApi } from '../http/openapi';
import { routes } from '../routes';
import { serviceRoutes } from '../routes/service';

/* Writes what is generated from the source; with --check, says what of it is out of date. */

const generated = {
  'docs/openapi.json': () => `${JSON.stringify(describeApi(routes), null, 2)}\n`,
  'docs/openapi-service.json': () =>
    `${JSON.stringify(describeApi(serviceRoutes, '微信支付免密支付签约：服务接口 · WeChat Pay contracts: service API'), null, 2)}\n`,
  '.env.example': envExample,
};

for (const [name, content] of Object.entries(generated)) {
  const path = join(__dirname, '../../..', name);
  if (!process.argv.includes('--check')) writeFileSync(path, content());
  else if (readFileSync(path, 'utf8').replaceAll('\r\n', '\n') !== content()) {
    process.stderr.write(`${name} 已过时，请运行：npm run api\n${name} is out of date: npm run api\n`);
    process.exitCode = 1;
  }
}
