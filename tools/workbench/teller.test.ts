import type { ObservedEntry } from '@contract-kit/shared';
import { createTeller } from './teller';

const entry = (at: number): ObservedEntry => ({ at, kind: 'print', stream: 'stdout', text: 'x' });

it('keeps a bounded number for a reader that is slow, and says afterwards how many it has left out', () => {
  const sent: ObservedEntry[] = [];
  const taken: (() => void)[] = [];
  const tell = createTeller((each, done) => {
    sent.push(each);
    taken.push(done);
  });
  for (let at = 0; at < 2_007; at += 1) tell(entry(at));
  expect(sent).toHaveLength(2_000);
  for (const done of taken.splice(0)) done();
  expect(sent).toHaveLength(2_001);
  expect(sent.at(-1)).toMatchObject({ kind: 'trouble', level: 'warn', fields: { missed: 7 } });
  tell(entry(9_999));
  expect(sent.at(-1)).toMatchObject({ at: 9_999 });
});
