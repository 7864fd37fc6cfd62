import { Button, SegmentedControl, Switch } from '@mantine/core';
import { usePhone, usePhoneState } from '../phone-context';
import { type DeviceName, deviceName, deviceNames, devices } from '../settings/devices';
import { useSettings, useTexts } from '../settings/settings-context';
import { textSizes, weChatLanguages } from '../settings/url-settings';
import { Setting } from './setting';

const themes = ['light', 'dark'] as const;

/** The phone itself: what it is, and who has it in hand. What of it is a view goes to the page's address, too. */
export function Device() {
  const phone = usePhone();
  const { device, online, user, users, screen } = usePhoneState();
  const { change } = useSettings();
  const texts = useTexts().device;
  const size = deviceName(device);
  const text = textSizes.find((value) => Number(value) === device.fontSizeScaleFactor);
  const weChatLanguage = weChatLanguages.find((value) => value === device.language);
  return (
    <div className="panel panel-columns">
      <Setting name={texts.size}>
        <SegmentedControl
          aria-label={texts.size}
          data={deviceNames.map((value) => ({
            value,
            label: <SizeLabel name={texts.sizes[value]} value={value} />,
          }))}
          onChange={(value) => {
            phone.setDevice(devices[value]);
            change({ device: value });
          }}
          {...(size && { value: size })}
        />
      </Setting>
      <Setting name={texts.text}>
        <SegmentedControl
          aria-label={texts.text}
          data={textSizes.map((value) => ({ value, label: texts.textSizes[value] }))}
          onChange={(value) => {
            phone.setDevice({ fontSizeScaleFactor: Number(value) });
            change({ text: value });
          }}
          {...(text && { value: text })}
        />
      </Setting>
      <Setting name={texts.theme}>
        <SegmentedControl
          aria-label={texts.theme}
          data={themes.map((value) => ({ value, label: texts.themes[value] }))}
          onChange={(theme) => {
            phone.setDevice({ theme });
            change({ theme });
          }}
          value={device.theme}
        />
      </Setting>
      <Setting name={texts.weChatLanguage}>
        <SegmentedControl
          aria-label={texts.weChatLanguage}
          data={weChatLanguages.map((value) => ({ value, label: texts.weChatLanguages[value] }))}
          onChange={(value) => {
            phone.setDevice({ language: value });
            change({ wx: value });
          }}
          {...(weChatLanguage && { value: weChatLanguage })}
        />
      </Setting>
      <Setting does={texts.userDoes} name={texts.user}>
        <SegmentedControl
          aria-label={texts.user}
          data={users.map((value, place) => ({ value, label: texts.users(place + 1) }))}
          onChange={(value) => phone.switchUser(value)}
          value={user}
        />
      </Setting>
      <Setting does={texts.networkDoes} name={texts.network}>
        <Switch
          checked={online}
          label={texts.online}
          onChange={(event) => phone.setOnline(event.currentTarget.checked)}
        />
      </Setting>
      <Setting does={texts.lockDoes} name={texts.lock}>
        <Button
          onClick={() => (screen === 'locked' ? phone.unlock() : phone.lock())}
          size="sm"
          variant="default"
        >
          {screen === 'locked' ? texts.unlockNow : texts.lockNow}
        </Button>
      </Setting>
    </div>
  );
}

function SizeLabel({ value, name }: { value: DeviceName; name: string }) {
  const { screenWidth, screenHeight } = devices[value];
  return (
    <>
      {name}
      <span className="size-label">
        {screenWidth} × {screenHeight}
      </span>
    </>
  );
}
