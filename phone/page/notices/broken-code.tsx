import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';

/** Over the panels, until it is mended or hidden: the merchant's latest code does not run. */
export function BrokenCode() {
  const { problem } = usePhoneState().merchantCode;
  const { code } = useTexts();
  const [hidden, setHidden] = useState<object>();
  useEffect(() => {
    if (!problem) return;
    const hear = (event: KeyboardEvent) => event.key === 'Escape' && setHidden(problem);
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [problem]);
  if (!problem || problem === hidden) return null;
  return (
    <section aria-label={code[problem.why]} className="broken-code" role="alert">
      <div className="broken-code-head">
        <strong>{code[problem.why]}</strong>
        <Button color="gray" onClick={() => setHidden(problem)} size="compact-xs" variant="default">
          {code.hide}
        </Button>
      </div>
      <p>{code.runsOn}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{problem.text}</pre>
    </section>
  );
}
