import { ConfigError, StartError, text } from '../../../config';
import { createLogger } from '../../../logging';
import { checkRedis } from '../../../store/check-redis';
import { startErrorOf } from '../../../store/start-error-of';
import type { Context } from '../context';
import { bad, type Check, ok, unknown, type Verdict } from '../finding';

/** Version, database, rights, eviction and persistence, as the start looks at them in production. */
export const redis: Check = {
  id: 'redis',
  name: 'Redis',
  alone: true,
  async look(context) {
    try {
      const unread = await check(context);
      if (unread.length > 0) return unread;
      return ok(
        '连得上；版本、数据库、权限、淘汰策略和持久化都合适。',
        'It is there; version, database, rights, eviction and persistence are right.',
      );
    } catch (error) {
      // It is among the settings' problems.
      if (error instanceof ConfigError)
        return unknown(text('先改好 REDIS 开头的设置。', 'See to the settings first.'));
      const found = startErrorOf(error, '');
      if (!(found instanceof StartError)) throw error;
      return bad(
        found.text,
        text('改好再运行：npm run doctor -- --only redis', 'Then: npm run doctor -- --only redis'),
      );
    }
  },
};

/** @returns what could not be read, and so may be wrong */
async function check(context: Context): Promise<Verdict[]> {
  const { connections, config } = await context.redis();
  const warnings: Verdict[] = [];
  const log = createLogger('warn', {
    write(line) {
      const { zh, msg } = JSON.parse(line) as { zh?: string; msg: string };
      warnings.push(unknown(text(zh ?? msg, msg)));
    },
  });
  await checkRedis(connections.client, { production: true, log, redis: config });
  return warnings;
}
