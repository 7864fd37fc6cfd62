import { UnstyledButton } from '@mantine/core';
import { Icon } from '../icons';
import { usePhone, usePhoneState } from '../phone-context';
import { AppIcon } from './app-icon';
import { useWeChatTexts } from './we-chat-texts';

export function Recents() {
  const phone = usePhone();
  const { running } = usePhoneState();
  const texts = useWeChatTexts();
  return (
    <section aria-label={texts.recents} className="cover wallpaper recents">
      {running.length === 0 && <p className="recents-none">{texts.noneRunning}</p>}
      <ul className="recents-cards">
        {running.map(({ appId, name, state }) => (
          <li className="recents-card" key={appId}>
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
        ))}
      </ul>
    </section>
  );
}
