import { Loader, UnstyledButton } from '@mantine/core';
import { Icon } from '../icons';
import { usePhone, usePhoneState } from '../phone-context';
import { useWeChatTexts } from './we-chat-texts';

/** WeChat's bar above a page, with the capsule that no mini-program can remove. */
export function NavigationBar({ onMenu }: { onMenu: () => void }) {
  const phone = usePhone();
  const { bar } = usePhoneState();
  const texts = useWeChatTexts();
  return (
    <header
      className="bar"
      data-hidden={bar?.hidden ?? false}
      data-text={bar?.text ?? 'black'}
      style={bar && !bar.hidden ? { background: bar.background } : undefined}
    >
      {bar?.canGoBack && (
        <UnstyledButton
          aria-label={texts.back}
          className="bar-back"
          onClick={() => phone.back()}
          type="button"
        >
          <Icon name="back" size={24} />
        </UnstyledButton>
      )}
      <div className="bar-title">
        {bar?.loading && <Loader aria-label={texts.loading} color="currentColor" role="status" size={14} />}
        <span>{bar?.title}</span>
      </div>
      <div className="bar-capsule">
        <UnstyledButton aria-haspopup="dialog" aria-label={texts.more} onClick={onMenu} type="button">
          <Icon name="more" size={20} />
        </UnstyledButton>
        <UnstyledButton aria-label={texts.goHome} onClick={() => phone.home()} type="button">
          <Icon name="target" size={20} />
        </UnstyledButton>
      </div>
    </header>
  );
}
