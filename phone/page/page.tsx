import { MantineProvider } from '@mantine/core';
import { Header } from './header';
import { BrokenCode } from './notices/broken-code';
import { Notices } from './notices/notices';
import { Panels } from './panels/panels';
import { Phone } from './screen/phone';
import { useSettings } from './settings/settings-context';
import { theme } from './theme';

/** The phone, and beside it what happens. */
export function Page() {
  const { scheme } = useSettings();
  return (
    <MantineProvider forceColorScheme={scheme} theme={theme}>
      <div className="page">
        <Phone />
        <main className="beside">
          <Header />
          <Notices />
          <Panels />
          <BrokenCode />
        </main>
      </div>
    </MantineProvider>
  );
}
