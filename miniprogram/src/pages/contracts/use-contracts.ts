import type { Contract } from '@contract-kit/shared/client';
import { type SigningError, toSigningError } from '@contract-kit/signing';
import Taro, { useDidShow } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { language } from '../../environment';
import { signing } from '../../signing';
import { type Texts, texts } from '../../texts';
import { isInForce, joined, PAGE, readNewest, replaced } from './contract-list';
import { useRefresh } from './use-refresh';

export interface Failure {
  heading: string;
  note: string;
  supportCode?: string;
}

/** The contracts as the server has them: read whenever the page is shown, and while it is, for as long as one is in force. */
export function useContracts() {
  const [contracts, setContracts] = useState<Contract[]>();
  const [failure, setFailure] = useState<Failure>();
  const [hasMore, setHasMore] = useState(false);
  const asked = useRef(0);
  const answered = useRef(0);
  const followed = useRef(new Set<string>());

  /** @param tell whether a failure is shown: one that passes is of interest only to those who wait for the answer */
  async function load(tell: (error: SigningError) => boolean): Promise<SigningError | undefined> {
    const mine = ++asked.current;
    try {
      const read = await readNewest(signing.listContracts, contracts ?? []);
      // A newer list has come before.
      if (mine < answered.current) return undefined;
      answered.current = mine;
      setContracts((known = []) => joined(known, read, 'before'));
      setHasMore(
        (before) => read.length > 0 && read.length % PAGE === 0 && (contracts === undefined || before),
      );
      setFailure(undefined);
      followEndings(read);
      return undefined;
    } catch (thrown) {
      const error = toSigningError(thrown);
      if (mine === asked.current && tell(error))
        setFailure((shown) => shown ?? failureOf(error, texts[language()]));
      return error;
    }
  }

  function reload(): void {
    setFailure(undefined);
    void load(() => true);
  }
  useDidShow(reload);
  // Without a login nothing that was begun can go on.
  useRefresh(contracts?.some(isInForce) ?? false, () => load(({ kind }) => kind === 'login'));

  async function loadMore(): Promise<void> {
    try {
      const read = await signing.listContracts(contracts?.[contracts.length - 1]?.outContractCode);
      setContracts((known = []) => joined(known, read, 'after'));
      setHasMore(read.length === PAGE);
      setFailure(undefined);
      followEndings(read);
    } catch (thrown) {
      setFailure(failureOf(toSigningError(thrown), texts[language()]));
    }
  }

  /** Those that were being ended when the app was killed, or the login failed. */
  function followEndings(read: Contract[]): void {
    for (const { outContractCode } of read) {
      if (signing.isTerminating(outContractCode)) void follow(outContractCode);
    }
  }

  /** Shows that the contract is being ended, until it has been, or cannot be. */
  async function follow(outContractCode: string): Promise<void> {
    if (followed.current.has(outContractCode)) return;
    followed.current.add(outContractCode);
    const t = texts[language()];
    try {
      const ending = signing.terminate(outContractCode, t.terminateRemark);
      setContracts((known) => known && [...known]);
      const ended = await ending;
      setContracts((known) => known && replaced(known, ended));
    } catch (thrown) {
      const error = toSigningError(thrown);
      setContracts((known) => known && [...known]);
      if (error.kind === 'login') {
        setFailure({ ...failureOf(error, t), note: t.terminateWaitsNote });
        return;
      }
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
    loadMore: () => void loadMore(),
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

function tellNotEnded(error: SigningError, t: Texts): void {
  const { heading, note, supportCode } = failureOf(error, t);
  const code = supportCode === undefined ? '' : `\n${t.supportCode} ${supportCode}`;
  Taro.showModal({
    title: t.terminateFailed,
    content: `${note || heading}${code}`,
    showCancel: false,
    confirmText: t.terminateFailedClose,
  });
}

function failureOf(error: SigningError, t: Texts): Failure {
  if (error.kind === 'network') {
    return { heading: t.offline, note: t.contractsOfflineNote };
  }
  const { kind, message, requestId } = error;
  return {
    heading: kind === 'login' ? t.loginFailed : t.contractsFailed,
    note: message || (requestId === undefined ? t.loginFailedNote : t.serverErrorNote),
    ...(requestId !== undefined && { supportCode: requestId }),
  };
}
