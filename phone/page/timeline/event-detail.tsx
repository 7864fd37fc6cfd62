import { Button } from '@mantine/core';
import type { Entry } from '../../timeline/entry';
import { usePhone, usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { clockTime } from './clock-time';
import { Value } from './value';

/** One attempt to deliver an event: what came of it, where the merchant's code threw, and the event as the code got it. */
export function EventDetail({
  entry,
  sendsAgain,
}: {
  entry: Extract<Entry, { kind: 'merchantEvent' }>;
  sendsAgain: boolean;
}) {
  const phone = usePhone();
  const { canDeliver } = usePhoneState();
  const texts = useTexts();
  const { attempt, attempts, ms, nextAt, outcome, error, name, outContractCode } = entry;
  const says = [
    texts.events.attempt(attempt, attempts),
    texts.events.took(ms),
    outcome === 'failed' &&
      (nextAt === undefined ? texts.events.dead : texts.events.next(clockTime(nextAt).slice(0, 8))),
  ].filter(Boolean);
  return (
    <>
      <div className="detail-head">
        <span>{says.join(' · ')}</span>
        {sendsAgain && canDeliver && outContractCode !== undefined && (
          <Button onClick={() => phone.deliver(outContractCode, name)} size="compact-xs" variant="light">
            {texts.events.again}
          </Button>
        )}
      </div>
      {error && <Value title={texts.events.error} value={error.stack ?? error.message} />}
      <Value title={texts.events.event} value={entry.detail} />
    </>
  );
}
