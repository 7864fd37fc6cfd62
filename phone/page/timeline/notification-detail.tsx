import type { Entry } from '../../timeline/entry';
import { useTexts } from '../settings/settings-context';
import { Value } from './value';

/** A notification as it went, what it says decrypted, and what the server answered. */
export function NotificationDetail({ entry }: { entry: Extract<Entry, { kind: 'notification' }> }) {
  const { notification: texts } = useTexts();
  const { resource, headers, body, signed, status, answer, ...rest } = entry.detail as Record<
    string,
    unknown
  >;
  return (
    <>
      <Value title={texts.decrypted} value={resource} />
      <Value title={texts.answer} value={{ status, body: answer }} />
      <Value title={texts.headers} value={headers} />
      <Value title={texts.body} value={body} />
      <Value title={texts.signed} value={signed} />
      <Value title={texts.rest} value={rest} />
    </>
  );
}
