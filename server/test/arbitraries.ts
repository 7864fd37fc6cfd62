import fc from 'fast-check';
import type { Facts } from '../src/facts';

/** Few distinct values, so that ties and conflicts are common. */
const seq = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  fc.constantFrom(9, 10, 99, 100),
);
const time = fc.constantFrom(
  '2026-11-23T08:00:00.000Z',
  '2026-11-23T08:00:00.001Z',
  '2026-11-24T00:00:00.000Z',
);
const text = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'b', '\u{1F600}', '\uFFFD', '\uD800', '中', '"', '\\', '\n', '~', 'null'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** What the edges let through for display. */
const wellFormed = fc.string({ unit: 'grapheme', maxLength: 6 });

const hint = fc.record({ returnCode: text, returnMsg: text }, { requiredKeys: [] });

const party = fc
  .record(
    {
      openid: fc.constantFrom('', 'openid1', 'openid2'),
      displayAccount: wellFormed,
      reference: fc.constantFrom('order-1', '订单'),
    },
    { requiredKeys: ['openid', 'displayAccount'] },
  )
  .map(({ openid, displayAccount, ...rest }) => ({
    ...rest,
    appId: 'wxd678efh567hg6787',
    openid,
    subMchid: '1900000109',
    serviceId: 12535,
    displayAccount,
  }));

const preSigned = fc.record({ id: fc.constantFrom('webid1', 'webid2'), at: time }).map(({ id, at }) => ({
  at,
  expiresAt: '2026-11-24T10:00:00.000Z',
  preEntrustwebId: id,
  launch: { appId: 'wxbd687630cd02ce1d', path: 'pages/index', extraData: { pre_entrustweb_id: id } },
}));

const source = fc.constantFrom('notification' as const, 'query' as const);
const confirmed = fc.record({ signedAt: time, contractId: fc.constantFrom('1', '10', '2'), source });
const terminated = fc.record(
  {
    at: time,
    mode: text,
    remark: text,
    source: fc.constantFrom('notification', 'query', 'terminate', 'operator'),
  },
  { requiredKeys: ['mode', 'remark', 'source'] },
);
const bySeq = fc.record({ seq });

/** What one report may state: mostly a single fact, as the world sends them. */
export const report: fc.Arbitrary<Facts> = fc.oneof(
  fc.record({ party, preSigned }),
  fc.record({ launched: bySeq }),
  fc.record({ returned: fc.record({ seq, hint }, { requiredKeys: ['seq'] }) }),
  fc.record({ noContract: bySeq }),
  fc.record({ confirmed }),
  fc.record({ party, confirmed }),
  fc.record({ confirmed, terminated }),
  fc.record({ terminated }),
  fc.record({ closed: fc.constant(true as const) }),
);

/** Any set of facts, reachable or not. */
export const facts: fc.Arbitrary<Facts> = fc.record(
  {
    party,
    preSigned,
    launched: bySeq,
    returned: fc.record({ seq, hint }, { requiredKeys: ['seq'] }),
    noContract: bySeq,
    confirmed,
    terminated,
    closed: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
