import { Icon } from '../icons';
import { usePhoneState } from '../phone-context';
import { useMinute } from './minute';
import { useWeChatTexts } from './we-chat-texts';

export function StatusBar() {
  const { online, screen, bar } = usePhoneState();
  const texts = useWeChatTexts();
  const time = useMinute();
  return (
    <div className="status" data-over={screen} data-text={bar?.text ?? 'black'}>
      <span className="status-time">{time}</span>
      <span className="status-signs">
        <span aria-label={online ? texts.online : texts.offline} className="status-network" role="img">
          {online && <Signal />}
          <Icon name={online ? 'wifi' : 'offline'} size={17} />
        </span>
        <span aria-label={texts.battery} role="img">
          <Battery />
        </span>
      </span>
    </div>
  );
}

function Signal() {
  return (
    <svg aria-hidden="true" fill="currentColor" height="12" viewBox="0 0 18 12" width="18">
      <rect height="4" rx="1" width="3" x="0" y="8" />
      <rect height="6.5" rx="1" width="3" x="5" y="5.5" />
      <rect height="9" rx="1" width="3" x="10" y="3" />
      <rect height="12" rx="1" width="3" x="15" y="0" />
    </svg>
  );
}

function Battery() {
  return (
    <svg aria-hidden="true" fill="none" height="12" viewBox="0 0 26 12" width="26">
      <rect height="11" opacity="0.45" rx="3.5" stroke="currentColor" width="22" x="0.5" y="0.5" />
      <rect fill="currentColor" height="8" rx="2" width="19" x="2" y="2" />
      <path d="M24 4v4c.9-.3 1.5-1.1 1.5-2s-.6-1.7-1.5-2z" fill="currentColor" opacity="0.5" />
    </svg>
  );
}
