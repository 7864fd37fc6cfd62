import { statusTexts } from '@contract-kit/shared/client';
import type { ReactNode } from 'react';
import type { Entry } from '../../timeline/entry';
import { Icon } from '../icons';
import { useSettings, useTexts } from '../settings/settings-context';
import { clockTime } from './clock-time';
import { shortCode } from './contracts';
import type { Expected } from './expected';
import { outcomeOf } from './lanes';

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;

/**
 * What an entry says in its row.
 * @param expected why it is no failure, though it looks like one
 */
export function Words({ entry, expected }: { entry: Entry; expected: Expected | undefined }) {
  const reasons = useTexts().expected;
  const why = expected && <span className="words-quiet words-expected">{reasons[expected]}</span>;
  switch (entry.kind) {
    case 'request':
      return <RequestWords entry={entry} why={why} />;
    case 'notification':
      return <NotificationWords entry={entry} why={why} />;
    case 'fact':
      return <FactWords entry={entry} />;
    default:
      return <OtherWords entry={entry} />;
  }
}

function RequestWords({ entry, why }: { entry: Of<'request'>; why: ReactNode }) {
  const { operations } = useTexts();
  const { name, outContractCode, status, problem, ms } = entry;
  return (
    <span className="words">
      {operations[name] && <b>{operations[name]}</b>}
      <code title={name}>
        <RequestName code={outContractCode} name={name} />
      </code>
      <Result ms={ms} problem={problem} status={status} />
      {why}
    </span>
  );
}

/** The code is the same all along, so it makes room first; what stands after it says what is done. */
function RequestName({ name, code }: { name: string; code: string | undefined }) {
  if (code === undefined || !name.includes(code)) return name;
  const at = name.indexOf(code);
  return (
    <>
      <span>{name.slice(0, at)}</span>
      <span className="words-code">{shortCode(code)}</span>
      <span className="words-end">{name.slice(at + code.length)}</span>
    </>
  );
}

function NotificationWords({ entry, why }: { entry: Of<'notification'>; why: ReactNode }) {
  const { timeline } = useTexts();
  const { eventType, attempt, status, problem } = entry;
  return (
    <span className="words">
      <b>{timeline.notification}</b>
      <code title={eventType}>{eventType}</code>
      {attempt === 0 ? (
        <span className="words-result">{timeline.notSent}</span>
      ) : (
        <>
          {attempt > 1 && <span className="words-quiet">{timeline.attempt(attempt)}</span>}
          <Result problem={problem} status={status} />
          {why}
        </>
      )}
    </span>
  );
}

function Result(props: { status: number | null; problem?: string | undefined; ms?: number | undefined }) {
  const { timeline } = useTexts();
  const { status, problem, ms } = props;
  return (
    <>
      <span className="words-result">{status ?? timeline.noAnswer}</span>
      {problem !== undefined && (
        <span className="words-problem" title={problem}>
          {problem}
        </span>
      )}
      {ms !== undefined && <span className="words-quiet">{Math.round(ms)} ms</span>}
    </>
  );
}

function FactWords({ entry }: { entry: Of<'fact'> }) {
  const texts = useTexts();
  const { lang } = useSettings().settings;
  return (
    <span className="fact">
      <span>{texts.facts[entry.fact] ?? entry.fact}</span>
      <StatusPill name={statusTexts[lang][entry.status]} status={entry.status} />
    </span>
  );
}

function StatusPill({ status, name }: { status: Of<'fact'>['status']; name: string }) {
  return (
    <span className="status-pill" data-status={status}>
      {name}
    </span>
  );
}

function OtherWords({
  entry,
}: {
  entry: Of<'merchantEvent' | 'print' | 'code' | 'miniprogram' | 'user' | 'trouble' | 'reset'>;
}) {
  const texts = useTexts();
  const { lang } = useSettings().settings;
  switch (entry.kind) {
    case 'merchantEvent':
      return (
        <span className="words">
          <b>{texts.merchantEvents[entry.name]}</b>
          <span className={outcomeOf(entry) === 'bad' ? 'words-result' : 'words-quiet'}>
            {texts.outcomes[entry.outcome]}
          </span>
          <EventWords entry={entry} />
        </span>
      );
    case 'print':
      return (
        <span className="words">
          <code className="words-print" data-stream={entry.stream} title={entry.text}>
            {entry.text.split('\n', 1)[0]}
          </code>
          {entry.eventId !== undefined && (
            <span className="words-quiet">
              {texts.merchantEvents[entry.eventId.endsWith('-terminated') ? 'terminated' : 'signed']}
            </span>
          )}
        </span>
      );
    case 'code':
      return (
        <span className="words">
          <code>server/merchant</code>
          <span className={entry.runs ? 'words-quiet' : 'words-result'}>
            {entry.runs ? texts.code.loaded : texts.code.broken}
          </span>
        </span>
      );
    case 'miniprogram':
      return (
        <span className="words">
          <span>{entry.app}</span>
          <span className="words-quiet">{texts.miniprogram[entry.what] ?? entry.what}</span>
        </span>
      );
    case 'user':
      return (
        <span className="words">
          <b>{texts.actions[entry.action] ?? entry.action}</b>
          {entry.on !== undefined && <span className="words-quiet">{entry.on}</span>}
        </span>
      );
    case 'trouble':
      return (
        <span className="words">
          <Icon name="warning" size={15} />
          <span className="words-trouble" title={entry.text}>
            {(lang === 'zh-CN' && entry.zh) || entry.text}
          </span>
        </span>
      );
    case 'reset':
      return null;
  }
}

/** Of an attempt that was not the first, or that failed: which one it was, and when the next one comes. */
function EventWords({ entry }: { entry: Of<'merchantEvent'> }) {
  const { events } = useTexts();
  const { attempt, attempts, outcome, ms, nextAt, error } = entry;
  const failed = outcome === 'failed';
  const says = [
    (failed || attempt > 1) && events.attempt(attempt, attempts),
    failed && (nextAt === undefined ? events.dead : events.next(clockTime(nextAt).slice(0, 8))),
    !failed && `${ms} ms`,
  ].filter(Boolean);
  return (
    <>
      {error && (
        <span className="words-problem" title={error.message}>
          {error.message}
        </span>
      )}
      <span className="words-quiet">{says.join(' · ')}</span>
    </>
  );
}
