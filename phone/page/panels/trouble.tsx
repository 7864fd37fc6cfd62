import { SegmentedControl, Switch } from '@mantine/core';
import { usePhone, usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { Setting } from './setting';

const notifications = ['normal', 'lost', 'doubled', 'late', 'badSignature'] as const;
const platforms = ['normal', 'slow', 'down'] as const;

/** What goes wrong on purpose. */
export function Trouble() {
  const phone = usePhone();
  const { troubles, canShorten } = usePhoneState();
  const texts = useTexts().troubles;
  return (
    <div className="panel">
      <p className="panel-intro">{texts.intro}</p>
      <Setting does={texts.notification[troubles.notification].does} name={texts.notification.name}>
        <SegmentedControl
          aria-label={texts.notification.name}
          data={notifications.map((value) => ({ value, label: texts.notification[value].name }))}
          onChange={(notification) => phone.setTroubles({ notification })}
          value={troubles.notification}
        />
      </Setting>
      <Setting does={texts.platform[troubles.platform].does} name={texts.platform.name}>
        <SegmentedControl
          aria-label={texts.platform.name}
          data={platforms.map((value) => ({ value, label: texts.platform[value].name }))}
          onChange={(platform) => phone.setTroubles({ platform })}
          value={troubles.platform}
        />
      </Setting>
      <Switch
        checked={troubles.noExtraData}
        description={texts.noExtraData.does}
        label={texts.noExtraData.name}
        onChange={(event) => phone.setTroubles({ noExtraData: event.currentTarget.checked })}
      />
      <Switch
        checked={troubles.shortLifetime}
        description={canShorten ? texts.shortLifetime.does : texts.shortLifetime.unavailable}
        disabled={!canShorten}
        label={texts.shortLifetime.name}
        onChange={(event) => phone.setTroubles({ shortLifetime: event.currentTarget.checked })}
      />
    </div>
  );
}
