/** A token as it is stored: whose it is, and its hash. Of an earlier one, which does not say whose, both are the hash. */
export interface TokenName {
  owner: string;
  hash: string;
}

/** Every name that we use in Redis, under one prefix. Braces keep what a script touches in one Cluster slot. */
export function createKeys(prefix: string) {
  return {
    signing: (outContractCode: string) => `${prefix}signing:{${outContractCode}}`,
    userSignings: (user: string) => `${prefix}user:{${user}}`,
    claim: (user: string) => `${prefix}claim:{${user}}`,
    token: ({ owner, hash }: TokenName) => `${prefix}token:{${owner}}${owner === hash ? '' : `:${hash}`}`,
    /** How the names of all tokens begin. */
    anyToken: `${prefix}token:{`,
    tokenUses: (use: string, owner: string) => `${prefix}rate:${use}:{${owner}}`,
    /** Contracts in force, by the time of the last look. */
    contracts: `${prefix}contracts`,
    /** Contracts by their last change. */
    contractFeed: `${prefix}contract-feed`,
    /** What WeChat Pay said last of contracts in force that it did not confirm. */
    doubtful: `${prefix}doubtful`,
    /** Of a merchant number and a service: WeChat Pay has answered with a 2xx within a day. */
    answered: (mchid: string, serviceId: number) => `${prefix}answered:${mchid}:${serviceId}`,
    /** Verified contracts of ours of which we cannot tell whose they are. */
    unassigned: `${prefix}unassigned-contracts`,
    /** Verified notifications of contracts that are not ours. */
    foreignContracts: `${prefix}foreign-contracts`,
    /** Two contracts in force of one user and merchant: which of their events tells of the other. */
    duplicate: (pair: string) => `${prefix}duplicate:{${pair}}`,
    /** By code: the other contract that its event named. */
    duplicateOf: `${prefix}duplicate-of`,
    echo: (message: string) => `${prefix}echo:{${message}}`,
    /** What a self-test is known by. */
    selfTest: (nonce: string) => `${prefix}self-test:{${nonce}}`,
    /** How many of WeChat Pay's notifications the APIv3 key did not open lately. */
    unopened: `${prefix}unopened`,
    /** Written to learn whether it can be. */
    writable: `${prefix}writable`,
    rateLimit: (name: string) => `${prefix}rate:${name}`,
    /** The pub/sub channel on which a changed signing's code is published. */
    changes: `${prefix}changes`,
    bullMq: `{${prefix}jobs}`,
  };
}

export type Keys = ReturnType<typeof createKeys>;
