import { createContext, useContext, useSyncExternalStore } from 'react';
import type { PhoneState } from '../client/state';
import type { PhoneClient } from './phone-client';

const PhoneContext = createContext<PhoneClient | undefined>(undefined);

export const PhoneProvider = PhoneContext.Provider;

export function usePhone(): PhoneClient {
  const client = useContext(PhoneContext);
  if (!client) throw new Error('usePhone needs a PhoneProvider above it');
  return client;
}

export function usePhoneState(): PhoneState {
  const client = usePhone();
  return useSyncExternalStore(
    (listener) => client.subscribe(listener),
    () => client.getState(),
  );
}
