import { ActionIcon, Button } from '@mantine/core';
import { Icon } from '../icons';
import { usePhone, usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { Notice } from './notice';

/** Mistakes of the mini-programs, the latest first: their authors should see them before anything else. */
export function Complaints() {
  const phone = usePhone();
  const { complaints, installed } = usePhoneState();
  const texts = useTexts().notices;
  /** What is no mini-program's is the phone's own: an action that failed. */
  const titleOf = (appId: string) =>
    appId === ''
      ? texts.notDone
      : texts.complaint(installed.find((app) => app.appId === appId)?.name ?? appId);
  return (
    <>
      {complaints.length > 1 && (
        <Button
          className="notices-all"
          color="gray"
          onClick={() => {
            for (const { id } of complaints) phone.dismiss(id);
          }}
          size="compact-xs"
          variant="subtle"
        >
          {texts.dismissAll(complaints.length)}
        </Button>
      )}
      {complaints.toReversed().map(({ id, appId, text, detail }) => (
        <Notice
          action={
            <ActionIcon
              aria-label={texts.dismissOne(text)}
              color="gray"
              onClick={() => phone.dismiss(id)}
              title={texts.dismiss}
              variant="subtle"
            >
              <Icon name="close" size={16} />
            </ActionIcon>
          }
          key={id}
          level="bad"
          role="alert"
          title={titleOf(appId)}
        >
          <span className="notice-complaint">{text}</span>
          {detail !== undefined && (
            <details>
              <summary>{texts.stack}</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
              <pre className="notice-pre" tabIndex={0}>
                {detail}
              </pre>
            </details>
          )}
        </Notice>
      ))}
    </>
  );
}
