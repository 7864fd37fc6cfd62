import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../routes';
import { describeApi } from './openapi';

const description = describeApi(routes) as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, unknown> };
};

it('is committed as the routes are', () => {
  const committed = readFileSync(join(__dirname, '../../../docs/openapi.json'), 'utf8');
  expect(JSON.parse(committed)).toEqual(description);
});

it('names every call of the mini-program once, and refers to nothing that is not there', () => {
  const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([
    'createSigning',
    'currentSigning',
    'getSigning',
    'listContracts',
    'login',
    'logout',
    'reportLaunch',
    'reportReturn',
    'terminateContract',
  ]);
  for (const [name, schema] of Object.entries(description.components.schemas))
    expect([name, schema]).toEqual([name, expect.objectContaining({ type: 'object' })]);
  const references = JSON.stringify(description).match(/#\/components\/schemas\/\w+/g) ?? [];
  for (const reference of references) {
    expect(Object.keys(description.components.schemas)).toContain(reference.split('/').at(-1));
  }
});
