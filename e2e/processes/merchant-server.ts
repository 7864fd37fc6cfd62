import type { ContractEvent } from '@contract-kit/server';
import { merchant } from '@contract-kit/server/src/merchant';
import '@contract-kit/server/src/main';

/* The server as it is, with what a merchant may have written into `server/src/merchant`. */

const tell = async (event: ContractEvent): Promise<void> => {
  const response = await fetch(process.env.MERCHANT_URL!, { method: 'POST', body: JSON.stringify(event) });
  if (!response.ok) throw new Error(`the merchant answered ${response.status}`);
};

Object.assign(merchant, { onContractSigned: tell, onContractTerminated: tell });
