import { Text, View } from '@tarojs/components';
import { Action } from '../../components/action';
import { Screen } from '../../components/screen';
import { Skeleton } from '../../components/skeleton';
import { language } from '../../environment';
import { signing } from '../../signing';
import { texts } from '../../texts';
import { ContractCard } from './contract-card';
import { useContracts } from './use-contracts';
import './index.css';

/** The user's contracts, and the way out of each. */
export default function ContractsPage() {
  const t = texts[language()];
  const { contracts, failure, hasMore, reload, loadMore, terminate } = useContracts();

  return (
    <Screen title={t.contractsTitle}>
      {failure !== undefined && (
        <View className="card" aria-role="alert">
          <View>{failure.heading}</View>
          <View className="note">{failure.note}</View>
          {failure.supportCode !== undefined && (
            <Text className="note" userSelect>{`${t.supportCode} ${failure.supportCode}`}</Text>
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
          terminating={signing.isTerminating(contract.outContractCode)}
          open={contracts.length === 1}
          onTerminate={() => void terminate(contract.outContractCode)}
        />
      ))}
      {hasMore && <Action kind="plain" text={t.more} onTap={loadMore} />}
    </Screen>
  );
}
