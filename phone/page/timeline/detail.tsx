import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTexts } from '../settings/settings-context';

export function Detail({ id, value }: { id: string; value: unknown }) {
  const { timeline } = useTexts();
  const clipboard = useClipboard();
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <div className="detail" id={id}>
      <Button
        className="detail-copy"
        color="gray"
        onClick={() => clipboard.copy(text)}
        size="compact-xs"
        variant="default"
      >
        {clipboard.copied ? timeline.copied : timeline.copy}
      </Button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
