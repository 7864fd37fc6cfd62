import { complaints, complete, type Env, failure, file, load, said } from '../../test/env';
import { ConfigError, loadConfig } from '.';

describe('MERCHANTS', () => {
  const one = {
    subMchid: '1900000109',
    subAppid: 'wxa',
    serviceId: 1,
    loginApp: 'sub',
    loginAppSecret: 'a'.repeat(32),
  };
  const two = {
    subMchid: '1900000110',
    subAppid: 'wxb',
    serviceId: 2,
    loginApp: 'sp',
    loginAppSecret: 'b'.repeat(32),
  };
  const without: Env = {
    SUB_MCHID: undefined,
    SUB_APPID: undefined,
    SERVICE_ID: undefined,
    LOGIN_APP: undefined,
    LOGIN_APP_SECRET: undefined,
  };
  const list = (value: unknown) => ({ ...without, MERCHANTS: JSON.stringify(value) });

  test('is a list, also from a file', () => {
    expect(load(list([one, two])).merchants).toEqual([one, two]);
    expect(
      load({ ...without, MERCHANTS_FILE: file(`${JSON.stringify([one, two], null, 2)}\n`) }).merchants,
    ).toEqual([one, two]);
  });

  test('and a variable of the single merchant exclude each other', () => {
    expect(complaints({ ...list([one]), SUB_MCHID: '1' })).toEqual(['MERCHANTS']);
    expect(complaints({ ...list([one]), LOGIN_APP_SECRET_FILE: file('x') })).toEqual(['MERCHANTS']);
  });

  test.each<[string, unknown, string[]]>([
    ['empty', [], ['MERCHANTS']],
    ['an object', one, ['MERCHANTS']],
    ['a list of texts', ['wx'], ['MERCHANTS']],
    ['a list of lists', [[]], ['MERCHANTS']],
    ['a list with null', [null], ['MERCHANTS']],
    ['with an unknown field', [{ ...one, name: 'x' }], ['MERCHANTS[0]']],
    ['with a field that every object has', [{ ...one, toString: 'x' }], ['MERCHANTS[0]']],
    ['without a field', [one, { ...two, subAppid: undefined }], ['MERCHANTS[1].subAppid']],
    ['with serviceId as a text', [{ ...one, serviceId: '1' }], ['MERCHANTS[0].serviceId']],
    ['with a fraction as serviceId', [{ ...one, serviceId: 1.5 }], ['MERCHANTS[0].serviceId']],
    ['with subMchid as a number', [{ ...one, subMchid: 1900000109 }], ['MERCHANTS[0].subMchid']],
    ['with another loginApp', [{ ...one, loginApp: 'both' }], ['MERCHANTS[0].loginApp']],
    ['with an empty secret', [{ ...one, loginAppSecret: '' }], ['MERCHANTS[0].loginAppSecret']],
    ['with two of one app and sub-merchant', [one, two, { ...one, serviceId: 3 }], ['MERCHANTS[2]']],
    [
      'with two secrets for one app',
      [one, { ...one, subMchid: '3', loginAppSecret: 'd'.repeat(32) }],
      ['MERCHANTS[1].loginAppSecret'],
    ],
    ['wrong all over', [{}], Object.keys(one).map((field) => `MERCHANTS[0].${field}`)],
  ])('cannot be %s', (_, value, names) => {
    expect(complaints(list(value))).toEqual(names);
  });

  test('needs no secret where users log in to the merchant’s own back end', () => {
    const { loginAppSecret: _, ...secretless } = one;
    const env = {
      ...complete,
      ...list([secretless, { ...one, subMchid: '3' }, { ...two, loginAppSecret: 'short' }]),
    };
    expect(failure(env).problems.map(({ name }) => name)).toEqual([
      'MERCHANTS[0].loginAppSecret',
      'MERCHANTS[2].loginAppSecret',
    ]);
    expect(() => loadConfig(env, { ownLogin: true })).toThrow(ConfigError);
    expect(loadConfig({ ...complete, ...list([secretless]) }, { ownLogin: true }).merchants).toEqual([
      secretless,
    ]);
  });

  test('that is no JSON is said without the text', () => {
    expect(said({ ...without, MERCHANTS: '[{"loginAppSecret": s3cr3t}]' })).not.toContain('s3cr3t');
  });

  test('may have several sub-merchants of one app, and several apps of one sub-merchant', () => {
    load(list([one, { ...one, subMchid: '3' }, { ...one, subAppid: 'wxc', loginAppSecret: 'c'.repeat(32) }]));
  });
});
