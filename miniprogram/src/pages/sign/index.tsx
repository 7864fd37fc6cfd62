import { useSigning } from '@contract-kit/signing/react';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useEffect } from 'react';
import { agreement } from '../../agreement';
import { Action } from '../../components/action';
import { Row } from '../../components/row';
import { Screen } from '../../components/screen';
import { Skeleton } from '../../components/skeleton';
import { language } from '../../environment';
import { signing } from '../../signing';
import { texts } from '../../texts';
import { type ActionName, viewOf } from './view';
import './index.css';

const act: Record<ActionName, () => void> = { jump: signing.tap, refresh: signing.refresh, leave };

/** Where the user turns password-free payment on, and comes back to. */
export default function SignPage() {
  const state = useSigning(signing);
  const spoken = language();
  const t = texts[spoken];
  const { merchantName, serviceName, terms } = agreement[spoken];
  const { contract, phase, busy } = state;
  const code = phase === 'signed' ? contract?.outContractCode : undefined;
  const ending = code !== undefined && signing.isTerminating(code) ? code : undefined;
  const view = viewOf(state, t, ending !== undefined);
  const account = contract?.displayAccount ?? state.signing?.displayAccount;

  // It may have been left behind by a kill; while it is under way, this joins it.
  useEffect(() => {
    if (ending !== undefined) signing.terminate(ending, t.terminateRemark).catch(() => {});
  }, [ending, t]);

  return (
    <Screen title={t.signTitle}>
      <View className="head" aria-role="status" aria-label={`${view.heading} ${view.note}`}>
        <View className={`mark ${view.mark}`} aria-hidden />
        <View className="heading">{view.heading}</View>
        {view.note !== '' && <View className="note">{view.note}</View>}
        {view.supportCode !== undefined && (
          <Text className="note" userSelect>{`${t.supportCode} ${view.supportCode}`}</Text>
        )}
      </View>
      {phase === 'loading' ? (
        <Skeleton label={t.loading} />
      ) : (
        <View className="card">
          <Row name={t.merchant} value={merchantName} />
          <Row name={t.service} value={serviceName} />
          {account !== undefined && <Row name={t.account} value={account} />}
        </View>
      )}
      {view.terms && (
        <View className="card">
          <View className="row-name">{t.agreement}</View>
          {terms.map((term) => (
            <View key={term} className="term">{`· ${term}`}</View>
          ))}
        </View>
      )}
      {view.countdown !== undefined && (
        <View className="note countdown" aria-role="timer" aria-label={view.countdown}>
          {view.countdown}
        </View>
      )}
      {view.action && <Action text={view.action.text} busy={busy} onTap={act[view.action.does]} />}
      {view.second && (
        <Action kind="plain" text={view.second.text} busy={busy} onTap={act[view.second.does]} />
      )}
      {contract !== undefined && (phase === 'signed' || phase === 'terminated') && (
        <Action kind="plain" text={t.viewContracts} onTap={viewContracts} />
      )}
    </Screen>
  );
}

/** Back to where the user came from; when that was nowhere, on to their contracts. */
function leave(): void {
  if (Taro.getCurrentPages().length > 1) Taro.navigateBack();
  else viewContracts();
}

function viewContracts(): void {
  Taro.navigateTo({ url: '/pages/contracts/index' });
}
