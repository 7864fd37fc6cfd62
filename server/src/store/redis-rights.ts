import type { Redis } from 'ioredis';
import { StartError, type Text, text } from '../config';
import { createKeys } from './keys';

/**
 * What the server and BullMQ send, or have sent by their scripts, each with the fewest arguments that it takes: `K` stands
 * for a key, `C` for a channel.
 */
const commands = `
get K; set K 1; del K; unlink K; exists K; type K; rename K K; incr K; incrby K 1
expire K 1; pexpire K 1; pexpireat K 1; persist K; ttl K; pttl K
hget K f; hgetall K; hset K f 1; hmget K f; hmset K f 1; hdel K f; hexists K f; hincrby K f 1; hlen K; hscan K 0
lindex K 0; llen K; lpop K; lpos K 1; lpush K 1; lrange K 0 0; lrem K 0 1; lset K 0 1; ltrim K 0 0
rpop K; rpoplpush K K; rpush K 1; sadd K 1; scard K; sismember K 1; smembers K; srem K 1
zadd K 0 1; zcard K; zcount K 0 0; zpopmin K; bzpopmin K 1; zrem K 1; zremrangebyrank K 0 0; zremrangebyscore K 0 0
zrange K 0 0; zrangebylex K - +; zrangebyscore K 0 0; zrevrange K 0 0; zrevrangebyscore K 0 0; zrevrank K 1; zscore K 1
xadd K * f 1; xlen K; xrange K - +; xtrim K MAXLEN 1
eval s 1 K; evalsha s 1 K; ping; publish C 1; time; scan 0`
  .trim()
  .split(/;\s*|\n/);

/**
 * Which of the rights that the server needs its Redis user lacks, as Redis says it. The commands are queued in a
 * transaction, for which Redis checks them, and then thrown away: none is carried out.
 */
async function refusals(node: Redis, prefix: string): Promise<string[]> {
  const keys = createKeys(prefix);
  const send = (command: string, key = '') => {
    const [name, ...args] = command.split(' ');
    const named: Record<string, string> = { K: key, C: keys.changes };
    return node.call(name!, ...args.map((arg) => named[arg] ?? arg)).then(
      () => '',
      ({ message }: Error) => message,
    );
  };
  const queueing = await send('multi');
  // What does not know transactions cannot be asked, and nothing may be sent to it outside of one.
  if (queueing !== '') return [queueing];
  return Promise.all([
    ...commands.map((command) => send(command, `${prefix}rights`)),
    ...['get K', 'set K 1'].map((command) => send(command, `${keys.bullMq}:rights`)),
    send('discard'),
  ]);
}

/** @throws StartError that names what is missing, and the rights that are enough */
export async function checkRights(node: Redis, prefix: string): Promise<void> {
  const refused = (await refusals(node, prefix)).filter((answer) => answer.startsWith('NOPERM'));
  if (refused.length > 0) throw new StartError(missingRightsText(refused, prefix));
}

/** The rights that are enough, as `ACL SETUSER` takes them. */
export const rights = (prefix: string) =>
  `~${prefix}* ~{${prefix}* &${prefix}* +@read +@write +@connection +@transaction +eval +evalsha +publish +subscribe +unsubscribe +time -@dangerous +info +cluster|slots +cluster|info`;

/** @param refused Redis's `NOPERM` answers */
export function missingRightsText(refused: string[], prefix = 'contract-kit:'): Text {
  const names = new Set(refused.map((answer) => /the '([^']+)' command/.exec(answer)?.[1]?.toUpperCase()));
  names.delete(undefined);
  const others = refused.filter((answer) => !answer.includes("' command"));
  const missing = [
    names.size > 0 && text(`命令 ${[...names].join(' ')}`, `the commands ${[...names].join(' ')}`),
    others.some((answer) => /\bkeys?\b/i.test(answer)) &&
      text(`键 ${prefix}* 和 {${prefix}*`, `the keys ${prefix}* and {${prefix}*`),
    others.some((answer) => /\bchannels?\b/i.test(answer)) &&
      text(`频道 ${prefix}*`, `the channels ${prefix}*`),
  ].filter((one) => one !== false);
  const line = `ACL SETUSER <user> ${rights(prefix)}`;
  return text(
    `REDIS_URL 里的用户缺少权限：${missing.map((one) => one['zh-CN']).join('；')}。在 Redis 上这样授权就够了：${line}`,
    `The user in REDIS_URL lacks rights: ${missing.map(({ en }) => en).join('; ')}. These are enough: ${line}`,
  );
}
