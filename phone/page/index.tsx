import './mantine.css';
import './page.css';
import './screen/bars.css';
import './screen/covers.css';
import './screen/dialogs.css';
import { createRoot } from 'react-dom/client';
import { withHandsOnTimeline } from './hands-on-timeline';
import { Page } from './page';
import type { PhoneClient } from './phone-client';
import { PhoneProvider } from './phone-context';
import { SettingsProvider } from './settings/settings-context';
import { deviceChange, readSettings } from './settings/url-settings';

export type { PhoneClient };

/** Draws the page for a phone, as the page's address asks for it. */
export function renderPage(root: HTMLElement, client: PhoneClient): void {
  const change = deviceChange(readSettings(location.search));
  if (Object.keys(change).length > 0) client.setDevice(change);
  createRoot(root).render(
    <PhoneProvider value={withHandsOnTimeline(client)}>
      <SettingsProvider>
        <Page />
      </SettingsProvider>
    </PhoneProvider>,
  );
}
