import { type CSSProperties, memo, useId, useState } from 'react';
import type { Entry } from '../../timeline/entry';
import { Icon } from '../icons';
import { useTexts } from '../settings/settings-context';
import { clockTime } from './clock-time';
import { Detail } from './detail';
import { outcomeOf, place, wayOf } from './lanes';
import { Words } from './words';

interface RowProps {
  entry: Entry;
  /** It is of an event that can be sent again. */
  sendsAgain: boolean;
  onOpen: () => void;
}

/** One entry. Its place between the lanes says who; its words say what; opened, it says everything. */
export const Row = memo(function Row({ entry, sendsAgain, onOpen }: RowProps) {
  const [open, setOpen] = useState(false);
  const detail = useId();
  const texts = useTexts();
  if (entry.kind === 'reset')
    return (
      <li className="row-reset">
        <time>{clockTime(entry.at)}</time>
        <span>{texts.timeline.reset}</span>
      </li>
    );
  const content = (
    <>
      <time className="row-time">{clockTime(entry.at)}</time>
      <Drawing entry={entry} />
    </>
  );
  if (entry.detail === undefined)
    return (
      <li className="row">
        <div className="row-line">{content}</div>
      </li>
    );
  return (
    <li className="row">
      <button
        aria-controls={open ? detail : undefined}
        aria-expanded={open}
        className="row-line"
        onClick={() => {
          setOpen(!open);
          onOpen();
        }}
        type="button"
      >
        {content}
        <span className="row-chevron">
          <Icon name="chevron" size={14} />
        </span>
      </button>
      {open && <Detail entry={entry} id={detail} sendsAgain={sendsAgain} />}
    </li>
  );
});

function Drawing({ entry }: { entry: Entry }) {
  const { lanes, timeline } = useTexts();
  const way = wayOf(entry);
  if (!way) return null;
  if ('at' in way)
    return (
      <span
        className="row-lanes row-mark"
        data-kind={entry.kind}
        data-lane={way.at}
        data-outcome={outcomeOf(entry)}
        style={{ '--at': place(way.at) } as CSSProperties}
      >
        <span className="unseen">{timeline.at(lanes[way.at])}</span>
        <Words entry={entry} />
      </span>
    );
  const from = place(way.from);
  const to = place(way.to);
  return (
    <span
      className="row-lanes row-arrow"
      data-direction={from < to ? 'right' : 'left'}
      data-kind={entry.kind}
      data-outcome={outcomeOf(entry)}
      style={{ '--at': Math.min(from, to), '--span': Math.abs(from - to) } as CSSProperties}
    >
      <span className="unseen">{timeline.to(lanes[way.from], lanes[way.to])}</span>
      <Words entry={entry} />
      <span className="row-shaft" />
    </span>
  );
}
