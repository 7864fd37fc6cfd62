import { UnstyledButton } from '@mantine/core';
import { Icon } from '../icons';
import { usePhone, usePhoneState } from '../phone-context';
import { Cover } from './cover';
import { useMinute } from './minute';
import { useWeChatTexts } from './we-chat-texts';

export function LockScreen() {
  const phone = usePhone();
  const { language } = usePhoneState().device;
  const texts = useWeChatTexts();
  const time = useMinute();
  const day = new Date().toLocaleDateString(/^zh/i.test(language) ? 'zh-CN' : 'en', {
    month: 'long',
    day: 'numeric',
    weekday: 'long',
  });
  return (
    <Cover className="locked" label={texts.lockScreen}>
      <p className="locked-day">{day}</p>
      <p className="locked-time">{time}</p>
      <UnstyledButton className="locked-unlock" onClick={() => phone.unlock()} type="button">
        <Icon name="lock" size={22} />
        <span>{texts.unlock}</span>
      </UnstyledButton>
    </Cover>
  );
}
