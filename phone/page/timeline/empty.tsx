import { usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { textsOfWeChat } from '../texts';

/** Says what to do first. */
export function Empty({ onlyRoutine }: { onlyRoutine: boolean }) {
  const { timeline } = useTexts();
  const { firstButton } = textsOfWeChat(usePhoneState().device.language).timeline;
  return (
    <div className="empty">
      <svg aria-hidden="true" fill="none" height="84" viewBox="0 0 200 84" width="200">
        <g stroke="var(--lane-line)">
          <path d="M20 0v84M60 0v84M100 0v84M140 0v84M180 0v84" />
        </g>
        <g stroke="var(--brand)" strokeLinecap="round" strokeWidth="2">
          <path d="M60 18h38m-5-4 5 4-5 4" />
          <path d="M100 34h38m-5-4 5 4-5 4" opacity="0.75" />
          <path d="M140 50h-38m5-4-5 4 5 4" opacity="0.5" />
          <path d="M100 66h78m-5-4 5 4-5 4" opacity="0.3" />
        </g>
        <circle cx="20" cy="18" fill="var(--brand)" r="5" />
      </svg>
      <p className="empty-title">{timeline.emptyTitle(firstButton)}</p>
      <p>{timeline.emptyText}</p>
      {onlyRoutine && <p>{timeline.onlyRoutine}</p>}
    </div>
  );
}
