import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTexts } from '../settings/settings-context';

/** A value, as JSON or as the text that it is, to be copied. */
export function Value({ title, value }: { title?: string; value: unknown }) {
  const { timeline } = useTexts();
  const clipboard = useClipboard();
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <div className="detail-value">
      {title !== undefined && <div className="detail-title">{title}</div>}
      <Button
        aria-label={title === undefined ? timeline.copy : `${timeline.copy} ${title}`}
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
