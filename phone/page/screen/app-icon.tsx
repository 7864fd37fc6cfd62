import { Icon } from '../icons';
import { usePhoneState } from '../phone-context';

/** The merchant's has a shop, WeChat Pay's signing one a tick. */
export function AppIcon({ appId, size }: { appId: string; size: number }) {
  const { installed } = usePhoneState();
  const merchants = installed[0]?.appId === appId;
  return (
    <span className="app-icon" data-merchant={merchants} style={{ width: size, height: size }}>
      <Icon name={merchants ? 'merchant' : 'wechatpay'} size={size * 0.56} />
    </span>
  );
}
