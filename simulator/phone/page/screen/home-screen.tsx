import { UnstyledButton } from '@mantine/core';
import { usePhone, usePhoneState } from '../phone-context';
import { AppIcon } from './app-icon';
import { useWeChatTexts } from './we-chat-texts';

export function HomeScreen() {
  const phone = usePhone();
  const { installed } = usePhoneState();
  const texts = useWeChatTexts();
  return (
    <section aria-label={texts.homeScreen} className="cover wallpaper">
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
    </section>
  );
}
