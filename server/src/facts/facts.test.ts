import fc from 'fast-check';
import { facts as anyFacts, report } from '../../test/arbitraries';
import { answerOf, type Facts, factNames, joins, mergeFacts, normalForm, status } from '.';

const mergeAll = (reports: Facts[]) => reports.reduce(mergeFacts, {});

describe('mergeFacts', () => {
  it('gives the same whichever of two reports came first', () => {
    fc.assert(fc.property(anyFacts, anyFacts, (a, b) => expect(mergeFacts(a, b)).toEqual(mergeFacts(b, a))));
  });

  it('gives the same however three reports are grouped', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyFacts, (a, b, c) =>
        expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c))),
      ),
    );
  });

  it('does not change by hearing the same thing again', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        expect(mergeFacts(a, a)).toEqual(normalForm(a));
        expect(mergeFacts(mergeFacts(a, b), b)).toEqual(mergeFacts(a, b));
      }),
    );
  });

  it('changes neither of its arguments', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        const before = structuredClone([a, b]);
        mergeFacts(a, b);
        expect([a, b]).toEqual(before);
      }),
    );
  });

  it('keeps nothing of the attempt once a contract is known, whichever was known first', () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 10 }), (reports) => {
        const known = mergeAll(reports);
        if (!known.confirmed && !known.terminated) return;
        expect(
          Object.keys(known).filter((name) => !['party', 'confirmed', 'terminated'].includes(name)),
        ).toEqual([]);
        expect(answerOf('code', known)).toMatchObject({ seq: 0 });
      }),
    );
  });

  it('keeps the earliest signature, and the first by content of two contracts that conflict', () => {
    const early = { signedAt: '2026-11-23T08:00:00.000Z', contractId: '2', source: 'query' as const };
    const late = { signedAt: '2026-11-23T09:00:00.000Z', contractId: '1', source: 'notification' as const };
    const conflicting = { ...early, contractId: '1' };
    expect(mergeFacts({ confirmed: late }, { confirmed: early })).toEqual({ confirmed: early });
    expect(mergeFacts({ confirmed: early }, { confirmed: conflicting })).toEqual({ confirmed: conflicting });
  });

  it("believes WeChat Pay's own time of a termination over the time of our call", () => {
    const ours = {
      at: '2026-11-23T08:00:00.000Z',
      mode: 'MCH_API_TERMINATE',
      remark: 'r',
      source: 'terminate' as const,
    };
    const theirs = {
      at: '2026-11-23T09:00:00.000Z',
      mode: 'USER_TERMINATE',
      remark: '',
      source: 'query' as const,
    };
    expect(mergeFacts({ terminated: ours }, { terminated: theirs })).toEqual({ terminated: theirs });
  });

  it.each(['微信用户', '!', ' 张三', '"', ''])(
    'keeps a user forgotten whose name was %j, whatever comes late',
    (displayAccount) => {
      const party = { appId: 'wx', openid: 'openid', subMchid: '1', serviceId: 1, displayAccount };
      const forgotten = { ...party, openid: '', displayAccount: '' };
      expect(mergeFacts({ party }, { party: forgotten })).toEqual({ party: forgotten });
      const restored = { ...party, openid: '', reference: '!' };
      expect(mergeFacts({ party }, { party: restored })).toEqual({ party: restored });
    },
  );

  it.each([
    ['B', 'a'],
    ['\uFFFD', '\u{1F600}'],
  ])('orders texts by code point, not by locale or UTF-16 unit: %s before %s', (smaller, larger) => {
    const saying = (returnMsg: string) => ({ returned: { seq: 1, hint: { returnMsg } } });
    expect(mergeFacts(saying(smaller), saying(larger))).toEqual(saying(larger));
  });

  it('takes the hint of the latest return', () => {
    const first = { seq: 1, hint: { returnCode: 'SUCCESS' } };
    expect(mergeFacts({ returned: first }, { returned: { seq: 2 } })).toEqual({ returned: { seq: 2 } });
    expect(mergeFacts({ returned: { seq: 1 } }, { returned: first })).toEqual({ returned: first });
  });
});

describe('facts as texts', () => {
  it('are read back as they were written, and are equal only for equal facts', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        for (const name of factNames) {
          const join: { toText(fact: unknown): string; parse(text: string): unknown } = joins[name];
          const [left, right] = [a[name], b[name]];
          if (left === undefined) continue;
          expect(join.parse(join.toText(left))).toEqual(left);
          if (right === undefined) continue;
          if (join.toText(left) === join.toText(right)) expect(left).toEqual(right);
        }
      }),
    );
  });

  it('survive being sent as UTF-8', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const name of factNames) {
          const join: { toText(fact: unknown): string } = joins[name];
          if (facts[name] !== undefined) expect(join.toText(facts[name]).isWellFormed()).toBe(true);
        }
      }),
    );
  });
});

describe('status', () => {
  const reports = fc.array(report, { maxLength: 10 });

  it('does not depend on the order or repetition of reports', () => {
    const shuffledWithRepeats = reports.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc
          .array(list.length === 0 ? fc.constant({}) : fc.constantFrom(...list), { maxLength: 5 })
          .chain((repeats) =>
            fc.shuffledSubarray([...list, ...repeats], { minLength: list.length + repeats.length }),
          ),
      ),
    );
    fc.assert(
      fc.property(shuffledWithRepeats, ([list, shuffled]) =>
        expect(status(mergeAll(shuffled))).toBe(status(mergeAll(list))),
      ),
    );
  });

  it('is signed only by a confirmed fact', () => {
    fc.assert(
      fc.property(reports, (list) => {
        const known = mergeAll(list);
        if (status(known) === 'signed') expect(known.confirmed).toBeDefined();
        delete known.confirmed;
        expect(status(known)).not.toBe('signed');
      }),
    );
  });

  it('never comes back from terminated', () => {
    fc.assert(
      fc.property(reports, reports, (before, after) => {
        const known = mergeAll(before);
        if (known.terminated) expect(status(mergeAll([known, ...after]))).toBe('terminated');
      }),
    );
  });

  it('leaves signed only for terminated', () => {
    fc.assert(
      fc.property(reports, reports, (before, after) => {
        const known = mergeAll(before);
        if (known.confirmed) expect(['signed', 'terminated']).toContain(status(mergeAll([known, ...after])));
      }),
    );
  });

  it.each<[string, Facts]>([
    ['ready', {}],
    ['signing', { launched: { seq: 1 } }],
    ['confirming', { launched: { seq: 1 }, returned: { seq: 1 } }],
    ['confirming', { returned: { seq: 1, hint: { returnCode: 'SUCCESS' } } }],
    ['confirming', { launched: { seq: 1 }, returned: { seq: 1, hint: { returnCode: 'FAIL' } } }],
    ['not_signed', { launched: { seq: 1 }, returned: { seq: 1 }, noContract: { seq: 1 } }],
    ['signing', { launched: { seq: 2 }, returned: { seq: 1 }, noContract: { seq: 1 } }],
    ['confirming', { launched: { seq: 2 }, returned: { seq: 2 }, noContract: { seq: 1 } }],
    ['ready', { noContract: { seq: 1 } }],
    ['expired', { launched: { seq: 2 }, returned: { seq: 1 }, closed: true }],
    ['signed', { closed: true, confirmed: { signedAt: '', contractId: '', source: 'query' } }],
    ['terminated', { terminated: { mode: '', remark: '', source: 'query' } }],
  ])('is %s for %j', (expected, known) => {
    expect(status(known)).toBe(expected);
  });
});
