import { UnstyledButton } from '@mantine/core';
import type { RunningAppState } from '../../client/state';
import { Icon } from '../icons';
import { usePhone, usePhoneState } from '../phone-context';
import { AppIcon } from './app-icon';
import { Cover } from './cover';
import { useFocusHandedOn } from './focus';
import { useWeChatTexts } from './we-chat-texts';

export function Recents() {
  const { running } = usePhoneState();
  const texts = useWeChatTexts();
  return (
    <Cover className="recents" label={texts.recents}>
      {running.length === 0 && <p className="recents-none">{texts.noneRunning}</p>}
      <ul className="recents-cards">
        {running.map((app) => (
          <Card app={app} key={app.appId} />
        ))}
      </ul>
    </Cover>
  );
}

function Card({ app: { appId, name, state } }: { app: RunningAppState }) {
  const phone = usePhone();
  const texts = useWeChatTexts();
  const card = useFocusHandedOn<HTMLLIElement>();
  return (
    <li className="recents-card" ref={card}>
      <UnstyledButton className="recents-resume" onClick={() => phone.resume(appId)} type="button">
        <span className="recents-head">
          <AppIcon appId={appId} size={28} />
          <span className="recents-name">
            <span className="unseen">{texts.resume} </span>
            {name}
          </span>
        </span>
        <span className="recents-state" data-state={state}>
          {texts.states[state]}
        </span>
      </UnstyledButton>
      <UnstyledButton
        aria-label={texts.kill(name)}
        className="recents-kill"
        onClick={() => phone.kill(appId)}
        type="button"
      >
        <Icon name="close" size={16} />
      </UnstyledButton>
    </li>
  );
}
