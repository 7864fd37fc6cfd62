import { type CSSProperties, memo, useId, useState } from 'react';
import type { Entry } from '../../timeline/entry';
import { Icon } from '../icons';
import { useTexts } from '../settings/settings-context';
import { clockTime } from './clock-time';
import { shortCode } from './contracts';
import { Detail } from './detail';
import type { Expected } from './expected';
import { outcomeOf, place, wayOf } from './lanes';
import { Words } from './words';

interface RowProps {
  entry: Entry;
  /** It is of an event that can be sent again. */
  sendsAgain: boolean;
  /** It looks like a failure, and is none. */
  expected: Expected | undefined;
  /** It is of another signing than the newest, and says so. */
  isOther: boolean;
  onOpen: () => void;
}

/** One entry. Its place between the lanes says who; its words say what; opened, it says everything. */
export const Row = memo(function Row({ entry, sendsAgain, expected, isOther, onOpen }: RowProps) {
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
      <Drawing entry={entry} expected={expected} isOther={isOther} />
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

function Drawing({ entry, expected, isOther }: Pick<RowProps, 'entry' | 'expected' | 'isOther'>) {
  const { lanes, timeline } = useTexts();
  const way = wayOf(entry);
  if (!way) return null;
  const outcome = expected ? 'neutral' : outcomeOf(entry);
  const words = (
    <>
      <Words entry={entry} expected={expected} />
      {isOther && <code className="row-code">{shortCode(entry.outContractCode!)}</code>}
    </>
  );
  if ('at' in way)
    return (
      <span
        className="row-lanes row-mark"
        data-kind={entry.kind}
        data-lane={way.at}
        data-outcome={outcome}
        style={{ '--at': place(way.at) } as CSSProperties}
      >
        <span className="unseen">{timeline.at(lanes[way.at])}</span>
        {words}
      </span>
    );
  const from = place(way.from);
  const to = place(way.to);
  return (
    <span
      className="row-lanes row-arrow"
      data-direction={from < to ? 'right' : 'left'}
      data-kind={entry.kind}
      data-outcome={outcome}
      style={{ '--at': Math.min(from, to), '--span': Math.abs(from - to) } as CSSProperties}
    >
      <span className="unseen">{timeline.to(lanes[way.from], lanes[way.to])}</span>
      {words}
      <span className="row-shaft" />
    </span>
  );
}
