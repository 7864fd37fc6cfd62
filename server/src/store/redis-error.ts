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
