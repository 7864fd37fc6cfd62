import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { agreement } from '../../agreement';
import { Action } from '../../components/action';
import { Row } from '../../components/row';
import { Screen } from '../../components/screen';
import { Skeleton } from '../../components/skeleton';
import { language } from '../../environment';
import { signing } from '../../signing';
import { useSigning } from '../../signing/use-signing';
import { texts } from '../../texts';
import { type MainAction, viewOf } from './view';
import './index.css';

/** Where the user turns password-free payment on, and comes back to. */
export default function SignPage() {
  const state = useSigning(signing);
  const t = texts[language()];
  const view = viewOf(state, t);
  const { merchantName, serviceName, terms } = agreement[language()];
  const act: Record<MainAction, () => void> = { jump: signing.tap, refresh: signing.refresh, leave };

  return (
    <Screen title={t.signTitle}>
      <View className="head" aria-role="status" aria-label={`${view.heading} ${view.note}`}>
        <View className={`mark ${view.mark}`} aria-hidden />
        <View className="heading">{view.heading}</View>
        {view.note !== '' && <View className="note">{view.note}</View>}
        {state.phase === 'server_error' && state.error?.requestId !== undefined && (
          <Text className="note" userSelect>{`${t.supportCode} ${state.error.requestId}`}</Text>
        )}
      </View>
      {state.phase === 'loading' ? (
        <Skeleton label={t.loading} />
      ) : (
        <View className="card">
          <Row name={t.merchant} value={merchantName} />
          <Row name={t.service} value={serviceName} />
          {state.signing !== undefined && <Row name={t.account} value={state.signing.displayAccount} />}
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
      {view.action !== undefined && (
        <Action text={view.action.text} busy={state.busy} onTap={act[view.action.does]} />
      )}
      {state.phase === 'signed' && <Action kind="plain" text={t.viewContracts} onTap={viewContracts} />}
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
