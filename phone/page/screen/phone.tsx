import { useElementSize, useViewportSize } from '@mantine/hooks';
import type { CSSProperties } from 'react';
import { usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { Keys } from './keys';
import { Screen } from './screen';
import './phone.css';

const frame = 11;
/** Around the phone in a narrow window. */
const margin = 16;

/** The device, as large as it is, or smaller where the window is too low for it. */
export function Phone() {
  const { screenWidth, screenHeight } = usePhoneState().device;
  const { ref, height } = useElementSize();
  const viewport = useViewportSize();
  const texts = useTexts();
  const outerWidth = screenWidth + 2 * frame;
  const outerHeight = screenHeight + 2 * frame;
  const fits = Math.min(height / outerHeight, (viewport.width - 2 * margin) / outerWidth, 1);
  // Before the first layout there are no sizes.
  const scale = fits > 0 ? fits : 1;
  return (
    <section aria-label={texts.phone.label} className="phone">
      <div className="phone-stage" ref={ref}>
        <div className="phone-place" style={{ width: outerWidth * scale, height: outerHeight * scale }}>
          <div
            className="phone-device"
            style={
              {
                '--frame': `${frame}px`,
                transform: scale < 1 ? `scale(${scale})` : undefined,
              } as CSSProperties
            }
          >
            <Screen />
          </div>
        </div>
      </div>
      <Keys />
    </section>
  );
}
