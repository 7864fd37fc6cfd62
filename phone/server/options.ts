/** What a phone's server is given when it starts. */
export interface PhoneOptions {
  /** The merchant's mini-program: the folder that a build has written. */
  package: string;
  /** Origins that the package may call, as they are written in it, and the merchant's server that answers for them. */
  origins: Record<string, string>;
  /** Of a running simulator. */
  simulatorUrl: string;
  /** 0 (the default) takes a free one. */
  port?: number;
  /** Name on the home screen. Default: 示例商户. */
  name?: string;
  /** Whether a jump made in the callback of `wx.showModal` counts as tapped; WeChat does not say. Default: false. */
  jumpAfterDialog?: boolean;
  /** Makes the merchant's server start again with a signing's lifetime of a minute, or the usual one. */
  shorten?: (on: boolean) => Promise<void>;
  /** Has an event that the merchant has not taken sent again now. */
  deliver?: (outContractCode: string, event: 'signed' | 'terminated') => void;
}

/** A signing's shortened lifetime. */
export const shortLifetimeSeconds = 60;
