import { useDidHide, useDidShow } from '@tarojs/taro';
import { useEffect, useSyncExternalStore } from 'react';
import type { SigningCore, SigningState } from '../core/types';

/** Ties a signing to the page that calls this: asks while the page is shown, and renders what it hears. */
export function useSigning(signing: SigningCore): SigningState {
  useDidShow(signing.open);
  useDidHide(signing.close);
  // A page that is closed was not hidden before.
  useEffect(() => signing.close, [signing]);
  return useSyncExternalStore(signing.subscribe, signing.getState);
}
