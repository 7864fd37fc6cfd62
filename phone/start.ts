import { Phone } from './client/phone';
import { playScene } from './client/play-scene';
import { scenes } from './client/scenes';
import { renderPage } from './page';

/**
 * The page: a phone with the merchant's mini-program open, or what the address asks for: `?state=signed` plays until that state is reached,
 * `?open=signing&pre_entrustweb_id=…` opens the page that a jump would lead to, for DevTools, which never jumps.
 */
const query = new URLSearchParams(location.search);
let scene = scenes[query.get('state') ?? ''];
let begun = false;

const phone = new Phone((ready) => {
  const [merchant, signing] = ready.getState().installed;
  if (query.get('open') === 'signing') {
    const id = query.get('pre_entrustweb_id') ?? '';
    ready.openPath(
      signing!.appId,
      `pages/PwdExemptContract/index?pre_entrustweb_id=${encodeURIComponent(id)}`,
    );
    return;
  }
  if (scene && !begun) {
    // A scene begins with a new user and an empty phone; this comes again after the reset.
    begun = true;
    ready.reset();
    return;
  }
  ready.open(merchant!.appId);
  const steps = scene;
  scene = undefined;
  if (steps) playScene(ready, steps).catch((error: unknown) => ready.report(String(error)));
});
renderPage(document.getElementById('root')!, phone);
