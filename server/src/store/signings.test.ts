import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { report } from '../../test/arbitraries';
import { useRedis } from '../../test/redis';
import { type Facts, factNames, highestSeq, joins, mergeFacts, status } from '../facts';
import { createSignings, type Owner, UNFINISHED_LIFE_MS } from './signings';

const { client, keys } = useRedis();
const subscriber = client.duplicate();
afterAll(() => subscriber.disconnect());
const signings = createSignings(client, keys);
const newCode = () => randomBytes(16).toString('hex');

const party = {
  appId: 'wxd678efh567hg6787',
  openid: 'oYobu0MVnQfWpSMOYJz2AHPG_gQw',
  subMchid: '1900000109',
  serviceId: 12535,
  displayAccount: '微信用户/"1"',
};
const preSigned = {
  at: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-11-23T10:00:00.000Z',
  preEntrustwebId: 'webid',
  launch: { appId: 'wxbd687630cd02ce1d', path: '"expiresAt":"no"', extraData: {} },
};
const confirmed = {
  signedAt: '2026-11-23T08:01:00.000Z',
  contractId: '201710180325670965',
  source: 'query' as const,
};
const terminated = {
  at: '2026-11-23T09:00:00.000Z',
  mode: 'USER_TERMINATE',
  remark: '',
  source: 'query' as const,
};

it('stores what mergeFacts gives, for every sequence of reports', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 8 }), async (reports) => {
      const code = newCode();
      let expected: Facts = {};
      for (const facts of reports) {
        const isKnown = Object.keys(expected).length > 0;
        const refused = !isKnown && !facts.preSigned && !facts.confirmed;
        const before = expected;
        if (!refused) expected = mergeFacts(expected, facts);
        const result = await signings.merge(code, facts);
        if (refused) expect(result).toBeNull();
        else {
          expect(result!.facts).toEqual(expected);
          for (const name of result!.changed) expect(expected[name]).not.toEqual(before[name]);
          expect(result!.changed.length > 0).toBe(JSON.stringify(before) !== JSON.stringify(expected));
        }
      }
      const stored = await signings.read(code);
      if (Object.keys(expected).length === 0) {
        expect(stored).toBeNull();
        return;
      }
      expect(stored!.facts).toEqual(expected);
      expect(stored!.answer).toEqual({
        outContractCode: code,
        status: status(expected),
        seq: highestSeq(expected),
        displayAccount: expected.party?.displayAccount ?? '',
        ...(expected.preSigned && { expiresAt: expected.preSigned.expiresAt }),
        ...(expected.confirmed && {
          contractId: expected.confirmed.contractId,
          signedAt: expected.confirmed.signedAt,
        }),
        ...(expected.terminated?.at && { terminatedAt: expected.terminated.at }),
      });
      const permanent = Boolean(expected.confirmed || expected.terminated);
      expect((await client.pttl(keys.signing(code))) === -1).toBe(permanent);
    }),
    { numRuns: 150 },
  );
});

it('gives the same version for the same answer, and another for another', async () => {
  const versions = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(fc.array(report, { maxLength: 6 }), async (reports) => {
      const code = 'samecode';
      await client.del(keys.signing(code));
      for (const facts of [{ party, preSigned }, ...reports]) await signings.merge(code, facts);
      const { answer, version } = (await signings.read(code))!;
      const text = JSON.stringify(answer);
      expect(versions.get(version) ?? text).toBe(text);
      versions.set(version, text);
    }),
    { numRuns: 60 },
  );
  expect(new Set(versions.values()).size).toBe(versions.size);
});

describe('the life of a signing', () => {
  const life = (code: string) => client.pttl(keys.signing(code));
  const within = async (code: string, ms: number) => {
    const left = await life(code);
    expect(left).toBeGreaterThan(ms - 10_000);
    expect(left).toBeLessThanOrEqual(ms);
  };

  it('is 27 h from its creation; later reports leave it alone', async () => {
    const code = newCode();
    await signings.merge(code, { party, preSigned });
    await within(code, UNFINISHED_LIFE_MS);
    await client.pexpire(keys.signing(code), 5_000_000);
    await signings.merge(code, { launched: { seq: 1 } });
    await within(code, 5_000_000);
  });

  it('has no end once a contract is confirmed, even when asked to be longer', async () => {
    const code = newCode();
    await signings.merge(code, { party, preSigned });
    await signings.merge(code, { confirmed });
    expect(await life(code)).toBe(-1);
    await signings.merge(code, { launched: { seq: 1 } }, 1_000_000);
    expect(await life(code)).toBe(-1);
    await signings.merge(code, { terminated });
    expect(await life(code)).toBe(-1);
  });

  it('is made longer, never shorter, by a closing check that got no answer', async () => {
    const code = newCode();
    await signings.merge(code, { party, preSigned });
    await signings.merge(code, {}, 1_000_000);
    await within(code, UNFINISHED_LIFE_MS);
    await signings.merge(code, {}, UNFINISHED_LIFE_MS * 2);
    await within(code, UNFINISHED_LIFE_MS * 2);
  });
});

describe('a merge into what has to be somebody’s', () => {
  const { appId, openid, subMchid, serviceId } = party;
  const owner = { appId, openid, subMchid, serviceId };

  it('is done when it is theirs, and is the merge that it is otherwise', async () => {
    const code = newCode();
    await signings.merge(code, { party, preSigned });
    expect(await signings.mergeIfOf(code, owner, { launched: { seq: 3 } })).toMatchObject({
      changed: ['launched'],
      facts: { party, preSigned, launched: { seq: 3 } },
    });
    expect(await signings.mergeIfOf(code, { openid }, { confirmed })).toMatchObject({
      changed: ['confirmed'],
    });
    expect((await signings.read(code))!.facts).toEqual({ party, confirmed });
  });

  it.each<[string, Owner]>([
    ['app', { ...owner, appId: 'wxd678efh567hg6788' }],
    ['user', { ...owner, openid: `${openid}x` }],
    ['user, by a part of the openid', { ...owner, openid: openid.slice(0, -1) }],
    ['user, by the end of the openid', { ...owner, openid: openid.slice(1) }],
    ['merchant', { ...owner, subMchid: '190000010' }],
    ['service, by its first digits', { ...owner, serviceId: 1253 }],
    ['service', { serviceId: 2535 }],
    // Of the record it is the displayed account that holds this text.
    ['user, by a text that the account holds', { openid: '1' }],
  ])('writes nothing when it is another’s: another %s', async (_name, other) => {
    const code = newCode();
    const account = '"openid":"1","serviceId":2535,';
    await signings.merge(code, { party: { ...party, displayAccount: account }, preSigned });
    const before = await client.hgetall(keys.signing(code));
    expect(await signings.mergeIfOf(code, other, { launched: { seq: 3 }, confirmed })).toEqual({
      ofAnother: await signings.read(code),
    });
    expect(await client.hgetall(keys.signing(code))).toEqual(before);
  });

  it('writes nothing when it is not known, a contract included', async () => {
    const code = newCode();
    expect(await signings.mergeIfOf(code, owner, { confirmed })).toBeNull();
    expect(await client.exists(keys.signing(code))).toBe(0);
  });
});

it.each<[string, Facts]>([
  ['launched', { launched: { seq: 1 } }],
  ['returned', { returned: { seq: 1 } }],
  ['noContract', { noContract: { seq: 1 } }],
  ['closed', { closed: true }],
  ['nothing', {}],
])('refuses %s for a signing that it does not know, and writes nothing', async (_name, facts) => {
  const code = newCode();
  expect(await signings.merge(code, facts, 1_000_000)).toBeNull();
  expect(await client.exists(keys.signing(code))).toBe(0);
});

it('keeps a contract that storage had lost, for good', async () => {
  const code = newCode();
  const result = await signings.merge(code, { party, confirmed });
  expect(result!.answer.status).toBe('signed');
  expect(await client.pttl(keys.signing(code))).toBe(-1);
});

it.each(['a"b', '"', 'a\\', '\\"],"', '协议', '\ud800'])(
  'keeps a contract whatever its id: %j',
  async (contractId) => {
    const code = newCode();
    await signings.merge(code, { party, confirmed: { ...confirmed, contractId }, terminated });
    expect((await signings.read(code))?.answer).toEqual({
      outContractCode: code,
      status: 'terminated',
      seq: 0,
      displayAccount: party.displayAccount,
      contractId,
      signedAt: confirmed.signedAt,
      terminatedAt: terminated.at,
    });
  },
);

it('tells what was confirmed before, so that a second contract id is noticed', async () => {
  const code = newCode();
  await signings.merge(code, { party, preSigned, confirmed });
  const again = await signings.merge(code, { confirmed: { ...confirmed, contractId: '1' } });
  expect(again!.earlierConfirmed).toEqual(confirmed);
  expect(again!.facts.confirmed!.contractId).toBe('1');
});

it('marks an event as delivered without changing the answer, and only for a signing that it knows', async () => {
  const code = newCode();
  expect(await signings.markDelivered(code, 'signed')).toBeNull();
  const before = await signings.merge(code, { party, preSigned, confirmed });
  const after = await signings.markDelivered(code, 'signed');
  expect(after!.delivered).toEqual({ signed: true, terminated: false });
  expect(after!.version).toBe(before!.version);
  expect((await signings.read(code))!.delivered.signed).toBe(true);
});

it('wakes waiting polls when a fact changes, and only then', async () => {
  const code = newCode();
  const heard: string[] = [];
  subscriber.on('message', (_channel, message) => heard.push(message));
  await subscriber.subscribe(keys.changes);
  await signings.merge(code, { party, preSigned });
  await signings.merge(code, { party, preSigned });
  await signings.merge(code, { noContract: { seq: 1 } });
  await signings.merge(code, { noContract: { seq: 1 } });
  await signings.merge(code, { launched: { seq: 1 } });
  await client.publish(keys.changes, 'end');
  while (heard.at(-1) !== 'end') await new Promise((resolve) => subscriber.once('message', resolve));
  expect(heard).toEqual([code, code, code, 'end']);
});

describe('what an earlier version stored', () => {
  const texts = (facts: Facts) =>
    factNames.flatMap((name) => {
      const { toText }: { toText(fact: unknown): string } = joins[name];
      return facts[name] === undefined ? [] : [name, toText(facts[name])];
    });
  const attempt = { preSigned, launched: { seq: 2 }, returned: { seq: 2 }, noContract: { seq: 1 } };

  it('is read as it was, and in the new form once it is written', async () => {
    const code = newCode();
    const old = { party, ...attempt };
    await client.hset(keys.signing(code), ...texts(old), 'answer', '{"status":"ready"}', 'version', 'old');
    const read = (await signings.read(code))!;
    expect(read).toMatchObject({ facts: old, answer: { status: 'confirming', seq: 2 } });
    expect((await signings.merge(code, {}))!.version).toBe(read.version);
    expect((await client.hkeys(keys.signing(code))).sort()).toEqual(
      ['format', 'party', ...Object.keys(attempt)].sort(),
    );
  });

  it('of a contract keeps the contract, and what was delivered', async () => {
    const code = newCode();
    const old = texts({ party, ...attempt, confirmed });
    await client.hset(keys.signing(code), ...old, 'answer', '{}', 'version', 'old', 'deliveredSigned', '1');
    const read = (await signings.read(code))!;
    expect(read).toMatchObject({
      facts: { party, confirmed },
      answer: { seq: 0 },
      delivered: { signed: true },
    });
    expect(read.answer).not.toHaveProperty('expiresAt');
    expect(await signings.merge(code, { launched: { seq: 3 } })).toMatchObject({
      changed: [],
      version: read.version,
    });
    expect((await client.hkeys(keys.signing(code))).sort()).toEqual(
      ['confirmed', 'deliveredSigned', 'format', 'party'].sort(),
    );
    expect(await client.pttl(keys.signing(code))).toBe(-1);
  });
});

it.each(['2', 'v2'])('leaves alone what a later version stored, in format %s', async (format) => {
  const code = newCode();
  const later = createSignings(client, keys);
  await later.merge(code, { party, preSigned });
  expect(later.metNewerFormat()).toBe(false);
  await client.hset(keys.signing(code), 'format', format);
  const before = await client.hgetall(keys.signing(code));
  await expect(later.read(code)).rejects.toThrow('by a later version');
  await expect(later.merge(code, { confirmed })).rejects.toThrow('by a later version');
  await expect(later.markDelivered(code, 'signed')).rejects.toThrow('by a later version');
  expect(await client.hgetall(keys.signing(code))).toEqual(before);
  expect(later.metNewerFormat()).toBe(true);
});
