import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceRoutes } from '.';

it.each(['docs/service-api.md', 'docs/service-api.en.md'])('%s has an example of each call', (page) => {
  const text = readFileSync(join(__dirname, '../../../..', page), 'utf8');
  const examples = text.match(/^curl (?:[^\n]*\\\n)*[^\n]*/gm) ?? [];
  const called = examples.map((example) => {
    const path = /127\.0\.0\.1:9465(\/service\/[^\s"'?]+)/
      .exec(example)?.[1]
      ?.replace('$CODE', ':outContractCode');
    return `${example.includes(' -d ') ? 'post' : 'get'} ${path}`;
  });
  expect(called.sort()).toEqual(serviceRoutes.map(({ method, path }) => `${method} ${path}`).sort());
});
