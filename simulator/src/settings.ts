export interface ContractSettings {
  sessionLifetimeSeconds: number;
  /** Whether a failed signing ends its session. */
  failureEndsSession: boolean;
  /** Whether a user may have only one contract in force for a provider's service, whatever the sub-merchant. */
  oneContractAUser: boolean;
}

/** What WeChat Pay has not published, what differs from merchant to merchant, or is too slow for a test: it can be chosen. */
export interface Settings extends ContractSettings {
  /**
   * A query of a code that was never signed. `CONTRACT_NOT_EXIST` with 403 is the only answer published for the v3 contract family
   * (https://pay.weixin.qq.com/doc/global/v3/en/4012356587); a code that WeChat Pay has never heard of has no state to answer with 200.
   */
  queryOfUnsigned: { status: number; code: string } | { status: 200; contractState: string };
  /** Whether a contract that has ended is forgotten: it is then answered like one that was never signed. */
  forgetsEnded: boolean;
  /** Whether the merchant has platform certificates: numbers opened since November 2024 have only the public key. */
  platformCertificates: boolean;
  /** Where terminations are announced: at the pre-sign's `notify_url`, nowhere, or at an address of this machine, as registered with a template. */
  terminationsTo: 'notifyUrl' | 'nowhere' | (string & {});
}

/** What may be chosen for one contract alone. */
export type QuerySettings = Pick<Settings, 'queryOfUnsigned' | 'forgetsEnded'>;

export const defaultSettings: Settings = {
  sessionLifetimeSeconds: 7200,
  failureEndsSession: false,
  oneContractAUser: true,
  queryOfUnsigned: { status: 403, code: 'CONTRACT_NOT_EXIST' },
  forgetsEnded: false,
  platformCertificates: true,
  terminationsTo: 'notifyUrl',
};
