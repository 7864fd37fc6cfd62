import { usePhoneState } from '../phone-context';
import { type Texts, textsOfWeChat } from '../texts';

/** What WeChat and the phone's system say: in WeChat's language, not the page's. */
export function useWeChatTexts(): Texts['phone'] {
  return textsOfWeChat(usePhoneState().device.language).phone;
}
