import type { Contract } from '@contract-kit/shared/client';
import { View } from '@tarojs/components';
import { useState } from 'react';
import { agreement } from '../../agreement';
import { Action } from '../../components/action';
import { Row } from '../../components/row';
import { language } from '../../environment';
import { type Texts, texts } from '../../texts';
import { localTime } from './local-time';

interface ContractCardProps {
  contract: Contract;
  terminating: boolean;
  /** Whether the details are shown from the start. */
  open: boolean;
  onTerminate(): void;
}

/** One contract: what it is for and how it stands; a tap shows the rest, and the way out. */
export function ContractCard({ contract, terminating, open: openAtFirst, onTerminate }: ContractCardProps) {
  const [open, setOpen] = useState(openAtFirst);
  const spoken = language();
  const t = texts[spoken];
  const { serviceName, merchantName } = agreement[spoken];
  const signed = contract.status === 'signed';
  const state = stateText(contract.status, terminating, t);
  const toggle = open ? t.hideDetail : t.showDetail;

  return (
    <View className="card">
      <View
        className={`fold ${open ? 'open' : ''}`}
        aria-role="button"
        aria-label={`${serviceName} ${state} ${toggle}`}
        onClick={() => setOpen(!open)}
      >
        <Row name={serviceName} value={state} />
      </View>
      {open && (
        <>
          <Row name={t.merchant} value={merchantName} />
          <Row name={t.account} value={contract.displayAccount} />
          <Row name={t.contractNumber} value={contract.contractId} selectable />
          <Row name={t.signedAt} value={localTime(contract.signedAt)} />
          {contract.terminatedAt !== undefined && (
            <Row name={t.terminatedAt} value={localTime(contract.terminatedAt)} />
          )}
          {signed && (
            <Action
              kind="danger"
              text={terminating ? t.contractTerminating : t.terminate}
              busy={terminating}
              onTap={onTerminate}
            />
          )}
        </>
      )}
    </View>
  );
}

/** @param status a newer server may have more of them */
function stateText(status: string, terminating: boolean, t: Texts): string {
  if (status === 'signed') return terminating ? t.contractTerminating : t.contractSigned;
  return status === 'terminated' ? t.contractTerminated : t.contractUnclear;
}
