import type { RunningAppState } from '../../client/state';
import { usePhone } from '../phone-context';
import { Sheet } from './dialogs';
import { useWeChatTexts } from './we-chat-texts';

/** Behind the three dots. */
export function CapsuleMenu({ app, onClose }: { app: RunningAppState; onClose: () => void }) {
  const phone = usePhone();
  const texts = useWeChatTexts();
  const choices = [
    {
      name: texts.reenter,
      act: () => {
        phone.kill(app.appId);
        phone.open(app.appId);
      },
    },
    { name: texts.close, act: () => phone.kill(app.appId) },
  ];
  return (
    <Sheet
      items={choices.map(({ name }) => name)}
      label={app.name}
      onChoose={(place) => {
        onClose();
        choices[place]?.act();
      }}
    />
  );
}
