import { usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { Complaints } from './complaints';
import { useLasting } from './lasting';
import { Notice } from './notice';
import './notices.css';

/** What a developer must not miss. */
export function Notices() {
  const { connected, installed, complaints, merchantCode } = usePhoneState();
  const { notices: texts, code } = useTexts();
  const merchants = installed[0];
  const disconnected = useLasting(!connected, 1_000);
  const isQuiet = !disconnected && complaints.length === 0 && merchantCode.typeErrors === undefined;
  if (isQuiet && merchants?.mode !== 'development' && !merchants?.buildError) return null;
  return (
    <section aria-label={texts.label} className="notices">
      {disconnected && (
        <Notice level="warn" role="alert" title={texts.disconnected}>
          {texts.disconnectedText}
        </Notice>
      )}
      {merchants?.buildError !== undefined && (
        <Notice level="bad" role="alert" title={texts.buildError}>
          {texts.buildErrorText}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="notice-pre" tabIndex={0}>
            {merchants.buildError}
          </pre>
        </Notice>
      )}
      {merchantCode.typeErrors !== undefined && (
        <Notice level="warn" title={code.types}>
          {code.typesText}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="notice-pre" tabIndex={0}>
            {merchantCode.typeErrors}
          </pre>
        </Notice>
      )}
      <Complaints />
      {merchants?.mode === 'development' && (
        <Notice level="quiet" title={texts.development}>
          {texts.developmentText}
        </Notice>
      )}
    </section>
  );
}
