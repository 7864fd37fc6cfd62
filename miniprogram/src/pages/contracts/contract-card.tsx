import type { Contract } from '@contract-kit/shared/src/client';
import { View } from '@tarojs/components';
import { agreement } from '../../agreement';
import { Action } from '../../components/action';
import { Row } from '../../components/row';
import { language } from '../../environment';
import { texts } from '../../texts';
import { localTime } from './local-time';

interface ContractCardProps {
  contract: Contract;
  terminating: boolean;
  onTerminate(): void;
}

export function ContractCard({ contract, terminating, onTerminate }: ContractCardProps) {
  const t = texts[language()];
  const signed = contract.status === 'signed';
  const state = signed ? (terminating ? t.contractTerminating : t.contractSigned) : t.contractTerminated;
  return (
    <View className="card">
      <Row name={agreement[language()].serviceName} value={state} />
      <Row name={t.account} value={contract.displayAccount} />
      <Row name={t.contractNumber} value={contract.contractId} />
      <Row name={t.signedAt} value={localTime(contract.signedAt)} />
      {contract.terminatedAt !== undefined && (
        <Row name={t.terminatedAt} value={localTime(contract.terminatedAt)} />
      )}
      {signed && <Action kind="danger" text={t.terminate} busy={terminating} onTap={onTerminate} />}
    </View>
  );
}
