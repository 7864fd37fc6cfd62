import { AsyncResource } from 'node:async_hooks';
import { merchant } from '@contract-kit/merchant';
import type { ContractEvent, EventCall } from '@contract-kit/server';
import '@contract-kit/server/main';

/* The server as it is, with what a merchant may have written into `server/merchant`. */

const throwLater = (text: string) =>
  setTimeout(() => {
    throw new Error(text);
  });

/** A mistake in the program that has nothing to do with any event. */
const breakElsewhere = AsyncResource.bind(() => throwLater('broken elsewhere'));

/** Calls the merchant's own system, whose answer may name a mistake for this code to make. */
async function tell(event: ContractEvent, { signal, attempt }: EventCall): Promise<void> {
  const response = await fetch(process.env.MERCHANT_URL!, {
    method: 'POST',
    body: JSON.stringify({ ...event, attempt }),
  });
  if (!response.ok) throw new Error(`the merchant answered ${response.status}`);
  switch (await response.text()) {
    case 'throw':
      throwLater('escaped as a throw');
      return untilAborted(signal);
    case 'reject':
      void Promise.reject(new Error('escaped as a rejection'));
      return untilAborted(signal);
    case 'throw afterwards':
      throwLater('escaped afterwards');
      return;
    case 'break elsewhere':
      breakElsewhere();
      return;
    case 'hang':
      return untilAborted(signal);
  }
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

Object.assign(merchant, { onContractSigned: tell, onContractTerminated: tell });
