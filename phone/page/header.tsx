import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { Icon } from './icons';
import { usePhone } from './phone-context';
import { useSettings, useTexts } from './settings/settings-context';

const languageNames = [
  { value: 'zh-CN' as const, label: '中文' },
  { value: 'en' as const, label: 'English' },
];

export function Header() {
  const phone = usePhone();
  const { settings, scheme, change } = useSettings();
  const { name, subtitle, header } = useTexts();
  const otherScheme = scheme === 'dark' ? 'light' : 'dark';
  const toOther = otherScheme === 'dark' ? header.toDark : header.toLight;
  return (
    <header className="header">
      <h1>
        {name}
        <span> · {subtitle}</span>
      </h1>
      <div className="header-tools">
        <SegmentedControl
          aria-label={header.language}
          data={languageNames}
          onChange={(lang) => change({ lang })}
          size="xs"
          value={settings.lang}
        />
        <Tooltip label={toOther} withinPortal={false}>
          <ActionIcon
            aria-label={toOther}
            onClick={() => change({ scheme: otherScheme })}
            size={30}
            variant="default"
          >
            <Icon name={otherScheme === 'dark' ? 'moon' : 'sun'} size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={header.resetDoes} maw={280} multiline withinPortal={false}>
          <Button
            leftSection={<Icon name="restart" size={15} />}
            onClick={() => phone.reset()}
            size="xs"
            variant="default"
          >
            {header.reset}
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}
