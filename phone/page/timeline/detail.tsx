import type { Entry } from '../../timeline/entry';
import { EventDetail } from './event-detail';
import { FactDetail } from './fact-detail';
import { NotificationDetail } from './notification-detail';
import { Value } from './value';

/** All that there is to say of an entry. */
export function Detail({ id, entry, sendsAgain }: { id: string; entry: Entry; sendsAgain: boolean }) {
  return (
    <div className="detail" id={id}>
      {entry.kind === 'merchantEvent' ? (
        <EventDetail entry={entry} sendsAgain={sendsAgain} />
      ) : entry.kind === 'notification' && entry.attempt > 0 ? (
        <NotificationDetail entry={entry} />
      ) : entry.kind === 'fact' ? (
        <FactDetail entry={entry} />
      ) : (
        <Value value={entry.detail} />
      )}
    </div>
  );
}
