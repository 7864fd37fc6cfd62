import { Redis } from 'ioredis';

/** Counts in a window of a minute. KEYS: counter */
const count = `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], 60000) end
return n`;

/** Counts, looks for the newest code, and takes the claim. KEYS: counter, codes, claim; ARGV: the new code. */
const enter = `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], 60000) end
local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0)[1]
return { n, newest or '', redis.call('SET', KEYS[3], ARGV[1], 'PX', 30000, 'NX') and 1 or 0 }`;

/** Replaces a text that is still as it was read. KEYS: signing; ARGV: old, new, channel, code. */
const replace = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`;

/** Gives back a claim that is still ours. KEYS: claim; ARGV: code. */
const release = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

export interface Scripts {
  count(key: string): Promise<number>;
  enter(count: string, codes: string, claim: string, code: string): Promise<[number, string, number]>;
  replace(key: string, old: string, text: string, channel: string, code: string): Promise<number>;
  release(claim: string, code: string): Promise<number>;
}

export function connect(url: string): Redis & Scripts {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.defineCommand('count', { numberOfKeys: 1, lua: count });
  redis.defineCommand('enter', { numberOfKeys: 3, lua: enter });
  redis.defineCommand('replace', { numberOfKeys: 1, lua: replace });
  redis.defineCommand('release', { numberOfKeys: 1, lua: release });
  return redis as Redis & Scripts;
}
