/** Every name that we use in Redis, under one prefix. Braces keep what a script touches in one Cluster slot. */
export function createKeys(prefix: string) {
  return {
    signing: (outContractCode: string) => `${prefix}signing:{${outContractCode}}`,
    userSignings: (user: string) => `${prefix}user:{${user}}`,
    claim: (user: string) => `${prefix}claim:{${user}}`,
    token: (tokenHash: string) => `${prefix}token:{${tokenHash}}`,
    /** Contracts in force, by the time of the last look. */
    contracts: `${prefix}contracts`,
    /** Verified notifications of contracts that are not ours. */
    foreignContracts: `${prefix}foreign-contracts`,
    /** Two contracts in force of one user and merchant: which of their events tells of the other. */
    duplicate: (pair: string) => `${prefix}duplicate:{${pair}}`,
    echo: (message: string) => `${prefix}echo:{${message}}`,
    rateLimit: (name: string) => `${prefix}rate:${name}`,
    /** The pub/sub channel on which a changed signing's code is told. */
    changes: `${prefix}changes`,
    bullMq: `{${prefix}jobs}`,
  };
}

export type Keys = ReturnType<typeof createKeys>;
