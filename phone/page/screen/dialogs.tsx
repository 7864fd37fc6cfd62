import { UnstyledButton } from '@mantine/core';
import type { Dialog } from '../../client/state';
import { usePhone } from '../phone-context';
import { Layer } from './layer';
import { useWeChatTexts } from './we-chat-texts';

/** What WeChat asks, over the page. */
export function DialogOverPage({ dialog }: { dialog: Dialog }) {
  const phone = usePhone();
  const texts = useWeChatTexts();
  switch (dialog.type) {
    case 'jump':
      // Assumed: WeChat has not published the words of this dialog.
      return (
        <AskDialog
          cancelText={texts.cancel}
          confirmText={texts.allow}
          content=""
          title={texts.jumpTitle(dialog.appName)}
        />
      );
    case 'modal':
      return <AskDialog {...dialog} />;
    case 'actionSheet':
      return <Sheet items={dialog.items} label="" onChoose={(place) => phone.answer(place)} />;
  }
}

interface Ask {
  title: string;
  content: string;
  confirmText: string;
  cancelText?: string;
}

function AskDialog({ title, content, confirmText, cancelText }: Ask) {
  const phone = usePhone();
  return (
    <Layer
      className="ask"
      label={title || content}
      // With one button only there is nothing to cancel, and Esc says what that button says.
      onEscape={() => phone.answer(cancelText === undefined)}
    >
      <div className="ask-text">
        {title && <strong>{title}</strong>}
        {content && <p>{content}</p>}
      </div>
      <div className="ask-buttons">
        {cancelText !== undefined && (
          <UnstyledButton onClick={() => phone.answer(false)} type="button">
            {cancelText}
          </UnstyledButton>
        )}
        <UnstyledButton
          className="ask-confirm"
          data-autofocus
          onClick={() => phone.answer(true)}
          type="button"
        >
          {confirmText}
        </UnstyledButton>
      </div>
    </Layer>
  );
}

/** `onChoose` gets -1 for none of them. */
export function Sheet(props: { label: string; items: string[]; onChoose(place: number): void }) {
  const { label, items, onChoose } = props;
  const { cancel } = useWeChatTexts();
  return (
    <Layer
      className="sheet"
      label={label || items.join(' / ')}
      onEscape={() => onChoose(-1)}
      onOutside={() => onChoose(-1)}
    >
      {label && <div className="sheet-label">{label}</div>}
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is known by its place
        <UnstyledButton key={place} onClick={() => onChoose(place)} type="button">
          {item}
        </UnstyledButton>
      ))}
      <UnstyledButton className="sheet-cancel" onClick={() => onChoose(-1)} type="button">
        {cancel}
      </UnstyledButton>
    </Layer>
  );
}
