import { StartError, text } from '../config';
import { isRedisError } from './redis-error';
import { missingRightsText } from './redis-rights';

/** What a person reads when the start ended with an error: of Redis's, what it means. */
export function startErrorOf(error: unknown, prefix: string): unknown {
  if (error instanceof StartError || !isRedisError(error)) return error;
  const { message } = error as Error;
  if (message.startsWith('NOPERM'))
    return new StartError(missingRightsText([message], prefix), { cause: error });
  return new StartError(
    text(
      `启动时 Redis 出错了（${message}）：请检查它是否正常运行，再启动一次。`,
      `Redis failed during the start (${message}): see whether it is well, and start again.`,
    ),
    { cause: error },
  );
}
