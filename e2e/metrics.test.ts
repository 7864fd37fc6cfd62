import { type Forged, send, startKit, useKit, waitFor } from './kit';

const given = useKit();

afterEach(() => given.kit.control.faults([]));

/** The samples of a counter, as `/metrics` shows them, by their labels. */
async function samples(name: string): Promise<Map<string, number>> {
  const text = await given.kit.metrics();
  const lines = text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\d+)$`, 'gm'));
  return new Map([...lines].map(([, labels = '', value]) => [labels, Number(value)]));
}

/** By how much each sample grows meanwhile; those that stay are left out. */
async function growth(name: string, during: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await samples(name);
  await during();
  const grown = [...(await samples(name))].map(
    ([labels, value]) => [labels, value - (before.get(labels) ?? 0)] as const,
  );
  return Object.fromEntries(grown.filter(([, by]) => by > 0));
}

/** What WeChat Pay would say of a new signing, and the same of a code that we do not know. */
async function reports() {
  const { outContractCode } = await given.kit.signer();
  const ours = await given.kit.report(outContractCode);
  return {
    outContractCode,
    ours,
    unknown: { ...ours, out_contract_code: `x${outContractCode}`.slice(0, 32) },
  };
}

type Reports = Awaited<ReturnType<typeof reports>>;

const none = { contract_id: undefined, contract_signed_time: undefined, contract_state: 'NOT_SIGNED' };

describe('notifications are counted by what became of them', () => {
  it.each<[result: string, status: number, make: (reports: Reports) => Forged]>([
    ['contract', 204, ({ ours }) => ({ resource: ours })],
    ['no_contract', 204, ({ ours }) => ({ resource: { ...ours, ...none } })],
    ['no_contract', 204, ({ unknown }) => ({ resource: { ...unknown, ...none } })],
    ['unknown', 204, ({ ours }) => ({ resource: { ...ours, contract_state: 'PAUSED' } })],
    ['unknown', 204, ({ ours }) => ({ resource: { ...ours, service_id: '12535' } })],
    ['unknown', 204, ({ unknown }) => ({ resource: { ...unknown, contract_state: 'PAUSED' } })],
    ['restored', 204, ({ unknown }) => ({ resource: unknown })],
    ['not_ours', 204, ({ unknown }) => ({ resource: { ...unknown, sub_mchid: '1900000999' } })],
    ['echo', 204, () => ({ originalType: 'security', resource: { echo_message: 'counted' } })],
    ['mismatch', 400, ({ ours }) => ({ resource: { ...ours, service_id: 99999 } })],
    ['unreadable', 400, () => ({ resource: { a_format: 'not seen yet' } })],
    ['signature', 401, ({ ours }) => ({ resource: ours, namedKey: 'certificate' })],
  ])('%s, answered %d (case %#)', async (result, status, make) => {
    const forged = make(await reports());
    const grown = await growth('notifications_total', async () => {
      expect((await given.kit.forge(forged)).status).toBe(status);
    });
    expect(grown).toEqual({ [`result="${result}"`]: 1 });
  });
});

describe('what should never come is counted', () => {
  it.each<[what: string, change: (reports: Reports) => object]>([
    ['a state that nobody knows', ({ ours }) => ({ ...ours, contract_state: 'PAUSED' })],
    ['what cannot be read, of a code of ours', ({ ours }) => ({ ...ours, service_id: '12535' })],
    [
      'a state that nobody knows, of a contract that we have lost',
      ({ unknown }) => ({ ...unknown, contract_state: 'PAUSED' }),
    ],
  ])('in a notification: %s', async (_, change) => {
    const resource = change(await reports());
    expect(await growth('unknown_contract_states_total', () => given.kit.forge({ resource }))).toEqual({
      'source="notification"': 1,
    });
  });

  it('a report that does not fit our record', async () => {
    const { ours } = await reports();
    const resource = { ...ours, sub_mchid: '1900000999' };
    expect(await growth('contract_mismatches_total', () => given.kit.forge({ resource }))).toEqual({
      'source="notification"': 1,
    });
  });

  it('a second contract id for one code, each time that it comes', async () => {
    const { ours } = await reports();
    const say = (contract_id: string) => given.kit.forge({ resource: { ...ours, contract_id } });
    expect(await growth('conflicting_contracts_total', () => say('2001'))).toEqual({});
    expect(await growth('conflicting_contracts_total', () => say('2001'))).toEqual({});
    expect(await growth('conflicting_contracts_total', () => say('2002'))).toEqual({ '': 1 });
  });

  it.each([
    ['unknown_contract_states_total', { contract_state: 'PAUSED' }],
    ['contract_mismatches_total', { sp_appid: 'wx0000000000000000' }],
  ])('in the answer to a query, too: %s', async (name, change) => {
    const { kit } = given;
    const { outContractCode, ours } = await reports();
    const { sub_mchid, sub_appid, sub_openid, ...answer } = ours;
    await kit.control.faults([
      {
        operation: 'queryContract',
        kind: 'http',
        status: 200,
        body: JSON.stringify({ ...answer, ...change }),
      },
    ]);
    const grown = await growth(name, async () => {
      await kit.forge({ resource: { ...ours, contract_state: 'PAUSED' } });
      await waitFor('the answer', async () => (await samples(name)).get('source="query"') === 1);
    });
    expect(grown).toMatchObject({ 'source="query"': 1 });
    expect(await kit.control.callsAbout(outContractCode, 'queryContract')).not.toEqual([]);
  });
});

describe('who may read them', () => {
  const token = 'a-token-of-24-characters';
  const bearer = (given: string) => ({ authorization: `Bearer ${given}` });

  it('without a token: who calls METRICS_PORT on this machine, and nobody at the door for all', async () => {
    const { kit } = given;
    expect(await kit.metrics()).toContain('http_request_seconds');
    for (const headers of [{}, bearer(''), bearer('undefined')]) {
      const answer = await send(`${kit.url}/metrics`, 'GET', headers);
      expect([answer.status, answer.error?.code]).toEqual([404, 'not_found']);
    }
    const other = await send(`http://127.0.0.1:${kit.env.METRICS_PORT}/api/contracts`, 'GET');
    expect(other.status).toBe(404);
  });

  it('with METRICS_TOKEN: who holds it, from wherever they call', async () => {
    const kit = await startKit({ env: { METRICS_TOKEN: token, METRICS_PORT: '' } });
    try {
      const metrics = (headers: Record<string, string>) => send(`${kit.url}/metrics`, 'GET', headers);
      const seen = await metrics({ ...bearer(token), 'x-forwarded-for': '203.0.113.7' });
      expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('http_request_seconds')]);
      for (const headers of [{}, bearer(`${token}x`), bearer(token.slice(1)), { authorization: token }]) {
        const refused = await metrics(headers);
        expect([refused.status, refused.error?.code]).toEqual([403, 'forbidden']);
      }
    } finally {
      await kit.close();
    }
  });
});
