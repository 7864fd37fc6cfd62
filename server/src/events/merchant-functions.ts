/** What the merchant gets to know of a contract. The same event may come more than once: `eventId` tells. */
export interface ContractEvent {
  type: 'contract.signed' | 'contract.terminated';
  /** The same for every delivery of one event. */
  eventId: string;
  /** When it happened at WeChat Pay, RFC 3339 UTC. Of a termination whose time WeChat Pay did not tell: when it was signed. */
  occurredAt: string;
  /**
   * What is known when it is delivered, which may be later: a signature that could not be delivered for long may be
   * that of a contract which has ended since. Open no service for one that is `terminated`.
   */
  contractStatus: 'signed' | 'terminated';
  outContractCode: string;
  /** What later orders name as `password_free_contract_id`. */
  contractId: string;
  serviceId: number;
  subMchid: string;
  /**
   * The app that the user logged in to, and the user's openid there: empty for a contract that came back after Redis
   * had lost it, when WeChat Pay did not tell that openid. `outContractCode` always names the contract.
   */
  appId: string;
  openid: string;
  /** What the merchant's own login gave as `reference` when the signing began. */
  reference?: string;
  /**
   * Of a signature: the `outContractCode` of a contract that this user signed with this merchant before, and that is in
   * force too. Bill the user for one of them only, and end the other.
   */
  duplicateOf?: string;
}

/** One call of a merchant's function. */
export interface EventCall {
  /** Aborts when the function has had its 30 s, and when the server shuts down: hand it on to `fetch` and the like. */
  signal: AbortSignal;
  /** 1 for the first. */
  attempt: number;
}

/** The functions that a merchant writes. */
export interface MerchantFunctions {
  /**
   * A user has signed. Called at least once; a rejection, or no answer for 30 s, means that it is called again: 12 times,
   * from 1 s to 6 h apart, then once a day, and when somebody runs `npm run events -- --retry`. Never while a call for the
   * same event still runs.
   */
  onContractSigned(event: ContractEvent, call: EventCall): Promise<void>;
  /**
   * A contract has ended, whoever ended it. Comes after `onContractSigned` of the same contract was taken; or without it,
   * when that was refused so often that it is tried once a day only.
   */
  onContractTerminated(event: ContractEvent, call: EventCall): Promise<void>;
}

/** What a function is that the merchant has not written yet: it takes every event, and nothing follows. */
export async function notWrittenYet(): Promise<void> {}
