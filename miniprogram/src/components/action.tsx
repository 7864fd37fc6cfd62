import { Button } from '@tarojs/components';

interface ActionProps {
  text: string;
  kind?: 'main' | 'plain' | 'danger';
  /** Something is under way: a tap does nothing. */
  busy?: boolean;
  onTap(): void;
}

/** A button. The handler is called within the tap itself: jumps to other mini-programs work nowhere else. */
export function Action({ text, kind = 'main', busy = false, onTap }: ActionProps) {
  return (
    <Button className={`action ${kind}`} disabled={busy} loading={busy} hoverClass="pressed" onClick={onTap}>
      {text}
    </Button>
  );
}
