/** What the merchant is told of a contract. The same event may come more than once: `eventId` tells. */
export interface ContractEvent {
  /** The same for every delivery of one event. */
  eventId: string;
  /** When it happened at WeChat Pay, RFC 3339 UTC. Of a termination whose time WeChat Pay did not tell: when it was signed. */
  occurredAt: string;
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
}

/** The functions that a merchant writes. */
export interface MerchantFunctions {
  /**
   * A user has signed. Called at least once; a rejection, or no answer for 30 s, means that it is called again:
   * 12 times, from 1 s to 6 h apart.
   */
  onContractSigned(event: ContractEvent): Promise<void>;
  /** A contract has ended, whoever ended it. Comes after `onContractSigned` of the same contract. */
  onContractTerminated(event: ContractEvent): Promise<void>;
}
