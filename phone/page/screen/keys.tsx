import { UnstyledButton } from '@mantine/core';
import { Icon, type IconName } from '../icons';
import { usePhone, usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';

/** The phone's own keys, below its screen. */
export function Keys() {
  const phone = usePhone();
  const { screen } = usePhoneState();
  const { keys } = useTexts();
  const key = (icon: IconName, name: string, press: () => void) => (
    <UnstyledButton className="phone-key" disabled={screen === 'locked'} onClick={press} type="button">
      <Icon name={icon} size={16} />
      {name}
    </UnstyledButton>
  );
  return (
    <fieldset aria-label={keys.label} className="phone-keys">
      {key('home', keys.home, () => phone.home())}
      {key('recents', keys.recents, () => phone.recents())}
      {key('lock', keys.lock, () => phone.lock())}
    </fieldset>
  );
}
