import { createHash } from 'node:crypto';
import { send, useKit, waitFor } from './kit';

const given = useKit();

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a token', () => {
  /** Every call that wants one, from the API's own description. */
  async function guarded(): Promise<[method: string, path: string][]> {
    const { text } = await send(`${given.kit.url}/openapi.json`, 'GET');
    const paths: Record<string, Record<string, { security?: object[] }>> = JSON.parse(text).paths;
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { security }]) => security)
        .map(([method]): [string, string] => [method.toUpperCase(), path.replace(/\{\w+\}/, 'abc')]),
    );
  }

  it('is wanted by every call but login', async () => {
    const calls = await guarded();
    expect(calls).toHaveLength(8);
    for (const [method, path] of calls) {
      const answer = await send(
        given.kit.url + path,
        method,
        { 'content-type': 'application/json' },
        method === 'GET' ? undefined : '{}',
      );
      expect([path, answer.status, answer.error?.code, answer.headers['www-authenticate']]).toEqual([
        path,
        401,
        'unauthorized',
        'Bearer',
      ]);
    }
  });

  it('that is forged or malformed is refused', async () => {
    const { token } = await given.kit.login();
    const other = token.startsWith('A') ? 'B' : 'A';
    const attempts = [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${other}${token.slice(1)}`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token}x`,
      `Bearer ${token} ${token}`,
      `Bearer ${'A'.repeat(43)}`,
      `Bearer ${'A'.repeat(8000)}`,
      `Bearer {*}`,
      `Basic ${Buffer.from(`token:${token}`).toString('base64')}`,
      token,
    ];
    for (const authorization of attempts) {
      const { status } = await send(`${given.kit.url}/api/contracts`, 'GET', { authorization });
      expect([authorization, status]).toEqual([authorization, 401]);
    }
    expect((await send(`${given.kit.url}/api/contracts`, 'GET', bearer(token))).status).toBe(200);
    expect(
      (await send(`${given.kit.url}/api/contracts`, 'GET', { authorization: `bearer ${token}` })).status,
    ).toBe(200);
  });

  it('that was ended is refused, and the same person’s others are not', async () => {
    const [one, other] = [await given.kit.login('two-phones'), await given.kit.login('two-phones')];
    expect((await one.logout()).status).toBe(204);
    expect([(await one.contracts()).status, (await one.logout()).status]).toEqual([401, 401]);
    expect((await other.contracts()).status).toBe(200);
  });

  it('that has expired is refused; it lasts seven days and is kept as a hash only', async () => {
    const { kit } = given;
    const user = await kit.login();
    const hash = createHash('sha256').update(user.token).digest('hex');
    const name = `${kit.prefix}token:{${user.token.slice(0, 22)}}:${hash}`;
    expect(await kit.redis.ttl(name)).toBeGreaterThan(7 * 86_400 - 60);
    expect(await kit.redis.ttl(name)).toBeLessThanOrEqual(7 * 86_400);
    expect(await kit.redis.keys(`*${user.token}*`)).toEqual([]);
    await kit.redis.pexpire(name, 1);
    await waitFor('its end', async () => (await kit.redis.exists(name)) === 0);
    expect((await user.contracts()).status).toBe(401);
  });
});

describe('a signing', () => {
  it('of another person does not exist', async () => {
    const [owner, other] = [await given.kit.signer(), await given.kit.login()];
    const code = await given.kit.contract(await given.kit.login('owner-of-a-contract'));
    const before = (await owner.get(owner.outContractCode)).body.version;
    const answers = [
      await other.get(owner.outContractCode),
      await other.get(owner.outContractCode, `?wait=2&after=${before}`),
      await other.launch(owner.outContractCode),
      await other.return(owner.outContractCode),
      await other.terminate(owner.outContractCode),
      await other.terminate(code),
      await other.get(code),
    ];
    expect(answers.map(({ status, error }) => [status, error])).toEqual(
      answers.map(() => [404, 'not_found']),
    );
    expect((await owner.get(owner.outContractCode)).body).toMatchObject({ version: before, status: 'ready' });
    expect((await other.contracts(`?before=${code}`)).body).toEqual({ contracts: [] });
    expect((await other.current()).status).toBe(404);
    const known = await given.kit.control.contracts();
    expect(known.find(({ outContractCode }) => outContractCode === code)).toMatchObject({ state: 'signed' });
  });

  it.each([
    'unknown',
    'x'.repeat(33),
    'a-b',
    '%00',
    '%2e%2e',
    '%E0%A4%A',
    '{*}',
    '签约',
    'a%2Fb',
    'constructor',
  ])('named %s does not exist either', async (name) => {
    const user = await given.kit.login();
    const { status, error } = await user.get(name);
    expect([status, error]).toEqual([404, 'not_found']);
  });
});

describe('many requests', () => {
  it('of one person get 429 from the 61st in a minute, with when to come back; others and long polls do not', async () => {
    const [busy, other] = [await given.kit.signer(), await given.kit.login()];
    // One was used to create the signing; those that are refused count too.
    const answers = await Promise.all(
      Array.from({ length: 59 }, (_, i) => (i % 2 ? busy.contracts() : busy.contracts('?limit=none'))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    const refused = await busy.contracts();
    expect([refused.status, refused.error]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await busy.get(busy.outContractCode, '?wait=1')).status).toBe(200);
    expect((await other.contracts()).status).toBe(200);
  });

  it('that are long polls are counted apart', async () => {
    const user = await given.kit.signer();
    for (let i = 0; i < 60; i++) await user.get(user.outContractCode, '?wait=1');
    const refused = await user.get(user.outContractCode, '?wait=1');
    expect([refused.status, refused.error]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await user.get(user.outContractCode)).status).toBe(200);
    expect((await user.get(user.outContractCode, '?wait=0')).status).toBe(200);
  });
});
