/** How long things may take and how far they are apart, in milliseconds. */
export interface Timing {
  /** Until a call ends, its retries included. */
  deadlines: {
    preEntrustSign: number;
    queryContract: number;
    terminateContract: number;
    echo: number;
    certificates: number;
  };
  /** Of one attempt: until the connection stands. */
  connect: number;
  /** Of one attempt: from sending to the answer's headers. */
  headers: number;
  /** Before the second attempt; doubled before each further one, and cut by up to a half at random. */
  backoff: number;
  /** Between fetches of the platform certificates. */
  certificatesRefresh: number;
  /** After a failed fetch of the platform certificates; doubled by each further one. */
  certificatesRetry: number;
  /** The same after one that WeChat Pay has refused: somebody has to mend something first. */
  certificatesRetryRefused: number;
  /** For how long answers must say that our clock is wrong before it counts as wrong. */
  clockWrongAfter: number;
  /** Between attempts to learn whether WeChat Pay accepts us again, or our clock is right again. */
  probe: number;
}

export type Operation = keyof Timing['deadlines'];

export const defaultTiming: Timing = {
  deadlines: {
    preEntrustSign: 12_000,
    queryContract: 8_000,
    terminateContract: 8_000,
    echo: 8_000,
    // A notification can wait for this one, and is to be answered within 5 s.
    certificates: 4_000,
  },
  connect: 2_000,
  headers: 5_000,
  backoff: 500,
  certificatesRefresh: 12 * 60 * 60 * 1000,
  certificatesRetry: 1_000,
  certificatesRetryRefused: 60_000,
  clockWrongAfter: 30_000,
  probe: 60_000,
};
