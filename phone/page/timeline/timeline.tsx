import { Button, NativeSelect, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { withoutEchoes } from '../../timeline/echoes';
import { Icon } from '../icons';
import { usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { contractCodes, shortCode } from './contracts';
import { Empty } from './empty';
import { sendableAgain } from './events';
import { expectedIn } from './expected';
import { lanes } from './lanes';
import { isRoutine } from './routine';
import { Row } from './row';
import { all, newest, ofSigning } from './signings';
import { useStickToEnd } from './stick-to-end';
import './timeline.css';
import './row.css';
import './words.css';
import './narrow.css';

/** The story of the signings, between those who take part in it. */
export function Timeline() {
  const { timeline: told } = usePhoneState();
  const timeline = useMemo(() => withoutEchoes(told), [told]);
  const texts = useTexts();
  const [chosen, setChosen] = useState(newest);
  const [hidesRoutine, setHidesRoutine] = useState(true);
  const { scroller, content, atEnd, toEnd, letGo } = useStickToEnd();

  const codes = useMemo(() => contractCodes(timeline), [timeline]);
  const ofContract = useMemo(() => ofSigning(timeline, chosen), [timeline, chosen]);
  const expected = useMemo(() => expectedIn(timeline), [timeline]);
  const shown = useMemo(
    () => (hidesRoutine ? ofContract.filter((entry) => !isRoutine(entry)) : ofContract),
    [ofContract, hidesRoutine],
  );
  const again = useMemo(() => sendableAgain(timeline), [timeline]);
  const hidden = ofContract.length - shown.length;
  return (
    <div className="timeline">
      <div className="timeline-tools">
        {codes.length > 1 && (
          <NativeSelect
            aria-label={texts.timeline.contract}
            data={[
              { value: newest, label: texts.timeline.newest },
              { value: all, label: texts.timeline.all },
              ...codes.map((value) => ({ value, label: shortCode(value) })),
            ]}
            onChange={(event) => setChosen(event.currentTarget.value)}
            size="xs"
            value={codes.includes(chosen) || chosen === all ? chosen : newest}
          />
        )}
        <Switch
          checked={hidesRoutine}
          label={texts.timeline.routine}
          onChange={(event) => setHidesRoutine(event.currentTarget.checked)}
          size="xs"
          title={texts.timeline.routineIs}
        />
        {hidden > 0 && <span className="timeline-hidden">{texts.timeline.hidden(hidden)}</span>}
      </div>
      <section
        aria-label={texts.timeline.label}
        className="timeline-scroller"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <div aria-hidden="true" className="timeline-lanes">
          <span className="row-lanes">
            {lanes.map((lane) => (
              <span className="lane" data-lane={lane} key={lane}>
                <Icon name={lane} size={16} />
                {texts.lanes[lane]}
              </span>
            ))}
          </span>
        </div>
        <ol className="timeline-rows" ref={content}>
          {shown.map((entry) => (
            <Row
              entry={entry}
              expected={expected.get(entry.id)}
              isOther={
                chosen === all &&
                entry.outContractCode !== undefined &&
                entry.outContractCode !== codes.at(-1)
              }
              key={entry.id}
              onOpen={letGo}
              sendsAgain={again.has(entry.id)}
            />
          ))}
        </ol>
        {!shown.some(({ kind }) => kind !== 'reset') && <Empty onlyRoutine={hidden > 0} />}
      </section>
      {!atEnd && shown.length > 0 && (
        <Button
          className="timeline-latest"
          leftSection={<Icon name="down" size={14} />}
          onClick={toEnd}
          radius="xl"
          size="xs"
        >
          {texts.timeline.latest}
        </Button>
      )}
    </div>
  );
}
