import { Phone } from './client/phone';
import { renderPage } from './page';

/** The page: a phone on which the merchant's mini-program is open, or what the address asks for. */
const query = new URLSearchParams(location.search);

const phone = new Phone((ready) => {
  const [merchant, signing] = ready.getState().installed;
  if (query.get('open') === 'signing') {
    const id = query.get('pre_entrustweb_id') ?? '';
    ready.openPath(
      signing!.appId,
      `pages/PwdExemptContract/index?pre_entrustweb_id=${encodeURIComponent(id)}`,
    );
  } else ready.open(merchant!.appId);
});
renderPage(document.getElementById('root')!, phone);
