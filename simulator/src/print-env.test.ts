import { parseEnv } from 'node:util';
import { formatEnv } from './print-env';

const variables = { PLAIN: '1900000100', KEY: '-----BEGIN-----\nMII+/=\n-----END-----\n', QUOTED: "it's" };

test('as others read it', () => {
  expect(parseEnv(formatEnv(variables, 'dotenv'))).toEqual(variables);
  expect(JSON.parse(formatEnv(variables, 'json'))).toEqual(variables);
});

test('for a shell, a key’s new lines are kept, and a quotation mark ends nothing', () => {
  expect(formatEnv(variables, 'export')).toBe(
    "export PLAIN='1900000100'\nexport KEY='-----BEGIN-----\nMII+/=\n-----END-----\n'\nexport QUOTED='it'\\''s'\n",
  );
});
