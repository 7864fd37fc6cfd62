import { statusTexts } from '@contract-kit/shared/client';
import type { Entry } from '../../timeline/entry';
import { field } from '../../timeline/field';
import { useSettings, useTexts } from '../settings/settings-context';
import { Value } from './value';

/** Why the status is what it is: the first line of the rule that holds for the facts, and the facts as they stand. */
export function FactDetail({ entry }: { entry: Extract<Entry, { kind: 'fact' }> }) {
  const { rule } = useTexts();
  const { lang } = useSettings().settings;
  const { rule: line, status } = entry;
  return (
    <>
      <div className="detail-head">
        <span>
          {rule.holds} <code>{line === '' ? rule.otherwise : line}</code> → {statusTexts[lang][status]}{' '}
          <code>{status}</code>
        </span>
      </div>
      <Value title={rule.facts} value={field(entry.detail, 'facts')} />
    </>
  );
}
