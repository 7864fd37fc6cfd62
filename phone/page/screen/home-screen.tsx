import { UnstyledButton } from '@mantine/core';
import { usePhone, usePhoneState } from '../phone-context';
import { AppIcon } from './app-icon';
import { Cover } from './cover';
import { useWeChatTexts } from './we-chat-texts';

export function HomeScreen() {
  const phone = usePhone();
  const { installed } = usePhoneState();
  const texts = useWeChatTexts();
  return (
    <Cover className="home" label={texts.homeScreen}>
      <ul className="home-apps">
        {installed.map(({ appId, name, mode }) => (
          <li key={appId}>
            <UnstyledButton className="home-app" onClick={() => phone.open(appId)} type="button">
              <AppIcon appId={appId} size={60} />
              <span className="home-name">{name}</span>
              {mode === 'development' && <span className="home-badge">{texts.developmentBadge}</span>}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Cover>
  );
}
