import { Tabs } from '@mantine/core';
import { noTroubles } from '../../protocol';
import { usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { Timeline } from '../timeline/timeline';
import { Contracts } from './contracts';
import { Device } from './device';
import { Trouble } from './trouble';
import './panels.css';

/** Beside the phone: what happens, and what can be made to happen. */
export function Panels() {
  const { tabs } = useTexts();
  const { troubles } = usePhoneState();
  const inTrouble = (Object.keys(noTroubles) as (keyof typeof noTroubles)[]).some(
    (name) => troubles[name] !== noTroubles[name],
  );
  return (
    <Tabs className="panels" defaultValue="timeline" keepMounted={false}>
      <Tabs.List aria-label={tabs.label} px="md">
        <Tabs.Tab value="timeline">{tabs.timeline}</Tabs.Tab>
        <Tabs.Tab rightSection={inTrouble && <span className="trouble-dot" />} value="trouble">
          {tabs.trouble}
        </Tabs.Tab>
        <Tabs.Tab value="contracts">{tabs.contracts}</Tabs.Tab>
        <Tabs.Tab value="phone">{tabs.phone}</Tabs.Tab>
      </Tabs.List>
      {/* Stays: it has a place in its list, a filter and opened rows to keep. */}
      <Tabs.Panel keepMounted value="timeline">
        <Timeline />
      </Tabs.Panel>
      <Tabs.Panel value="trouble">
        <Trouble />
      </Tabs.Panel>
      <Tabs.Panel value="contracts">
        <Contracts />
      </Tabs.Panel>
      <Tabs.Panel value="phone">
        <Device />
      </Tabs.Panel>
    </Tabs>
  );
}
