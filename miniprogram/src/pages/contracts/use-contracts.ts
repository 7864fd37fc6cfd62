import type { Contract } from '@contract-kit/shared/src/client';
import Taro, { useDidShow } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { language } from '../../environment';
import { signing } from '../../signing';
import { SigningError } from '../../signing/core';
import { type Texts, texts } from '../../texts';

/** As many as the server lists at once. */
const PAGE = 20;

export interface Failure {
  heading: string;
  note: string;
  supportCode?: string;
}

/** The contracts as the server has them, read again whenever the page is shown. */
export function useContracts() {
  const [contracts, setContracts] = useState<Contract[]>();
  const [failure, setFailure] = useState<Failure>();
  const [hasMore, setHasMore] = useState(false);
  const latestLoad = useRef(0);
  const followed = useRef(new Set<string>());

  async function load(shown: Contract[]): Promise<void> {
    const mine = ++latestLoad.current;
    const change = (set: () => void) => mine === latestLoad.current && set();
    try {
      const page = await signing.listContracts(shown[shown.length - 1]?.outContractCode);
      change(() => {
        // Not `shown` itself: one of those may have ended meanwhile.
        setContracts((now = []) => [...(shown.length > 0 ? now : []), ...page]);
        setHasMore(page.length === PAGE);
        setFailure(undefined);
      });
      // Those that were being ended when the app was killed.
      for (const { outContractCode } of page) {
        if (signing.isTerminating(outContractCode)) void follow(outContractCode);
      }
    } catch (error) {
      change(() => setFailure(failureOf(error, texts[language()])));
    }
  }
  const reload = () => void load([]);
  useDidShow(reload);

  /** Shows that the contract is being ended, until it has been, or cannot be. */
  async function follow(outContractCode: string): Promise<void> {
    if (followed.current.has(outContractCode)) return;
    followed.current.add(outContractCode);
    const t = texts[language()];
    try {
      const ending = signing.terminate(outContractCode, t.terminateRemark);
      setContracts((shown) => shown && [...shown]);
      const ended = await ending;
      setContracts((shown) => shown?.map((one) => (one.outContractCode === outContractCode ? ended : one)));
    } catch (error) {
      // After a failed login it is not known: it goes on when the page is shown again.
      if (signing.isTerminating(outContractCode)) return;
      tellNotEnded(error, t);
      reload();
    } finally {
      followed.current.delete(outContractCode);
    }
  }

  return {
    contracts,
    failure,
    hasMore,
    reload,
    loadMore: () => void load(contracts ?? []),
    terminate: async (outContractCode: string) => {
      if (await isSure(texts[language()])) void follow(outContractCode);
    },
  };
}

async function isSure(t: Texts): Promise<boolean> {
  const { confirm } = await Taro.showModal({
    title: t.terminateTitle,
    content: t.terminateBody,
    confirmText: t.terminateConfirm,
    cancelText: t.terminateCancel,
  });
  return confirm;
}

function tellNotEnded(error: unknown, t: Texts): void {
  const { heading, note, supportCode } = failureOf(error, t);
  const code = supportCode === undefined ? '' : `\n${t.supportCode} ${supportCode}`;
  Taro.showModal({
    title: t.terminateFailed,
    content: `${note || heading}${code}`,
    showCancel: false,
    confirmText: t.terminateFailedClose,
  });
}

function failureOf(error: unknown, t: Texts): Failure {
  if (!(error instanceof SigningError) || error.kind === 'network') {
    return { heading: t.offline, note: t.contractsOfflineNote };
  }
  const { kind, message, requestId } = error;
  return {
    heading: kind === 'login' ? t.loginFailed : t.contractsFailed,
    note: message || (requestId === undefined ? t.loginFailedNote : t.serverErrorNote),
    ...(requestId !== undefined && { supportCode: requestId }),
  };
}
