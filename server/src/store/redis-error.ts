/** ioredis's words for a Redis that is away, or does not answer within its second. */
const AWAY =
  /^(Command timed out|Connection is closed|Connection is in closing state|Stream isn't writeable|Reached the max retries|Failed to refresh slots cache|All sentinels are unreachable|LOADING|MASTERDOWN|CLUSTERDOWN|READONLY|connect E|read E|write E)/;

/** Whether an error says that Redis could not be asked. */
export function isRedisError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    error.name === 'ReplyError' ||
    error.name === 'MaxRetriesPerRequestError' ||
    error.name === 'ClusterAllFailedError' ||
    AWAY.test(error.message) ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET'
  );
}
