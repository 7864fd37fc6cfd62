import { ReplyError } from 'ioredis';

/** ioredis's words for a Redis that is away, or does not answer within its second; then those of our own cluster client. */
const AWAY = new RegExp(
  `^(${[
    'Command timed out',
    'Command aborted due to connection close',
    'Connection is closed',
    'Connection is in closing state',
    "Stream isn't writeable",
    'Socket timeout',
    'Reached the max retries',
    'Failed to refresh slots cache',
    'Too many Cluster redirections',
    "Cluster isn't ready",
    'Cluster is (ended|disconnect)',
    'None of startup nodes is available',
    'Node is disconnected',
    'All sentinels are unreachable',
    'The Redis cluster is not connected',
    'LOADING|MASTERDOWN|CLUSTERDOWN|READONLY',
    '(connect|read|write|getaddrinfo) E',
  ].join('|')})`,
);

/** What is stored was written by a later version of the kit, in a way that this one does not know. */
export class NewerFormatError extends Error {
  constructor(outContractCode: string, format: string | undefined) {
    super(
      `signing ${outContractCode} is stored${format === undefined ? '' : ` in format ${format},`} by a later version: run that one`,
    );
    this.name = 'NewerFormatError';
  }
}

/** Whether an error says that Redis could not be asked, or that its answer is for a later version. */
export function isRedisError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NewerFormatError) return true;
  const { code } = error as NodeJS.ErrnoException;
  return (
    error instanceof ReplyError ||
    AWAY.test(error.message) ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET'
  );
}
