import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { usePhone, usePhoneState } from '../phone-context';
import { useTexts } from '../settings/settings-context';
import { clockTime } from '../timeline/clock-time';
import { signedContracts } from '../timeline/contracts';

/** The user's contracts, as WeChat's own settings would list them. */
export function Contracts() {
  const phone = usePhone();
  const { timeline } = usePhoneState();
  const texts = useTexts().contracts;
  const contracts = useMemo(() => signedContracts(timeline), [timeline]);
  return (
    <div className="panel">
      <p className="panel-intro">{texts.intro}</p>
      {contracts.length === 0 && <p className="panel-empty">{texts.empty}</p>}
      <ul className="contracts">
        {contracts.map(({ outContractCode, at }) => (
          <li className="contract" key={outContractCode}>
            <span className="contract-text">
              <code>{outContractCode}</code>
              <span className="setting-does">{texts.signedAt(clockTime(at).slice(0, 8))}</span>
            </span>
            <Button
              aria-label={texts.terminateOne(outContractCode)}
              color="red"
              onClick={() => phone.terminate(outContractCode)}
              size="xs"
              variant="light"
            >
              {texts.terminate}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
