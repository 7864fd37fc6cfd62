import type { Contract } from '@contract-kit/shared/src/client';
import Taro, { useDidShow } from '@tarojs/taro';
import { useCallback, useState } from 'react';
import { language } from '../../environment';
import { signing } from '../../signing';
import { SigningError } from '../../signing/core';
import { texts } from '../../texts';

const PAGE = 20;

interface Failure {
  text: string;
  requestId?: string;
}

/** The contracts as the server has them, read again whenever the page is shown. */
export function useContracts() {
  const [contracts, setContracts] = useState<Contract[]>();
  const [failure, setFailure] = useState<Failure>();
  const [hasMore, setHasMore] = useState(false);

  const load = useCallback(async (shown: Contract[]) => {
    try {
      const page = await signing.listContracts(shown[shown.length - 1]?.outContractCode);
      setContracts([...shown, ...page]);
      setHasMore(page.length === PAGE);
      setFailure(undefined);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }, []);
  const reload = useCallback(() => void load([]), [load]);
  useDidShow(reload);

  const terminate = async (outContractCode: string) => {
    const t = texts[language()];
    const { confirm } = await Taro.showModal({
      title: t.terminateTitle,
      content: t.terminateBody,
      confirmText: t.terminateConfirm,
      cancelText: t.terminateCancel,
    });
    if (!confirm) return;
    const ending = signing.terminate(outContractCode, t.terminateRemark);
    // Shows that it is under way.
    setContracts((shown) => shown && [...shown]);
    try {
      const ended = await ending;
      setContracts((shown) => shown?.map((one) => (one.outContractCode === outContractCode ? ended : one)));
    } catch (error) {
      Taro.showModal({ title: t.terminateFailed, content: failureOf(error).text, showCancel: false });
      reload();
    }
  };

  return {
    contracts,
    failure,
    hasMore,
    isTerminating: signing.isTerminating,
    reload,
    loadMore: () => void load(contracts ?? []),
    terminate: (outContractCode: string) => void terminate(outContractCode),
  };
}

function failureOf(error: unknown): Failure {
  const t = texts[language()];
  if (!(error instanceof SigningError)) return { text: t.offline };
  return { text: error.message, ...(error.requestId !== undefined && { requestId: error.requestId }) };
}
