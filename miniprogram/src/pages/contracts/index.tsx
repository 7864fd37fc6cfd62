import { View } from '@tarojs/components';
import { Action } from '../../components/action';
import { Screen } from '../../components/screen';
import { Skeleton } from '../../components/skeleton';
import { language } from '../../environment';
import { texts } from '../../texts';
import { ContractCard } from './contract-card';
import { useContracts } from './use-contracts';

/** The user's contracts, and the way out of each. */
export default function ContractsPage() {
  const t = texts[language()];
  const { contracts, isTerminating, failure, hasMore, reload, loadMore, terminate } = useContracts();

  return (
    <Screen title={t.contractsTitle}>
      {failure !== undefined && (
        <View className="card" aria-role="alert">
          <View>{failure.text}</View>
          {failure.requestId !== undefined && (
            <View className="note">{`${t.supportCode} ${failure.requestId}`}</View>
          )}
          <Action kind="plain" text={t.retry} onTap={reload} />
        </View>
      )}
      {contracts === undefined && failure === undefined && <Skeleton label={t.loading} />}
      {contracts?.length === 0 && <View className="card">{t.noContracts}</View>}
      {contracts?.map((contract) => (
        <ContractCard
          key={contract.outContractCode}
          contract={contract}
          terminating={isTerminating(contract.outContractCode)}
          onTerminate={() => terminate(contract.outContractCode)}
        />
      ))}
      {hasMore && <Action kind="plain" text={t.more} onTap={loadMore} />}
    </Screen>
  );
}
