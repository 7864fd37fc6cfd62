import type { CSSProperties } from 'react';
import { usePhoneState } from '../phone-context';
import { AppScreen } from './app-screen';
import { HomeScreen } from './home-screen';
import { LockScreen } from './lock-screen';
import { Recents } from './recents';
import { StatusBar } from './status-bar';

/** The glass. The mini-programs stay mounted below whatever covers them: an iframe that leaves the document loads again. */
export function Screen() {
  const { screen, device } = usePhoneState();
  const sizes = {
    '--screen-width': `${device.screenWidth}px`,
    '--screen-height': `${device.screenHeight}px`,
    '--status-bar': `${device.statusBarHeight}px`,
    '--navigation-bar': `${device.navigationBarHeight}px`,
    '--safe-bottom': `${device.safeAreaBottom}px`,
    '--text-scale': device.fontSizeScaleFactor,
  } as CSSProperties;
  return (
    <div
      className="screen"
      data-notch={device.safeAreaBottom > 0}
      data-phone-theme={device.theme}
      lang={/^zh/i.test(device.language) ? 'zh-CN' : 'en'}
      style={sizes}
    >
      <AppScreen covered={screen !== 'app'} />
      {screen === 'home' && <HomeScreen />}
      {screen === 'recents' && <Recents />}
      {screen === 'locked' && <LockScreen />}
      <StatusBar />
      {device.safeAreaBottom > 0 && <div className="screen-indicator" data-over={screen} />}
    </div>
  );
}
