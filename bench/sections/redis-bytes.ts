import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Line, line } from '../report/line';
import type { World } from '../world/world';
import { untilTold } from './rounds';
import {
  createRequest,
  loginRequest,
  mustBe,
  notificationRequest,
  readLogin,
  readSigning,
  reportRequest,
  type User,
} from './users';

const SIGNINGS = 200;

/** Bytes by kind of key: `signing`, `user`, `jobs`, … */
type Bytes = Record<string, { bytes: number; permanent: number; keys: number }>;

/** What a signing takes in Redis as it goes on, and how many jobs it has: counted over all keys, none estimated. */
export async function redisBytes(world: World, server: string): Promise<Line[]> {
  const subject = await world.start('server', server);
  const queries = new Queue('queries', {
    connection: { url: world.redis.url, maxRetriesPerRequest: null },
    prefix: `{${subject.prefix}jobs}`,
    skipVersionCheck: true,
  });
  const measure = () => bytesOf(world.client, subject.prefix);
  const lines: Line[] = [];
  const jobs: Record<string, number> = {};
  try {
    await queries.pause();
    const empty = await measure();
    const users: User[] = [];
    const logins = await subject.send(Array.from({ length: SIGNINGS }, (_, i) => loginRequest(`bytes-${i}`)));
    for (const [i, answer] of logins.entries()) {
      const code = `bytes-${i}`;
      users.push({ code, openid: `o${code}`, token: readLogin('server', answer), outContractCode: '' });
    }
    const created = await subject.send(users.map(createRequest));
    for (const [i, answer] of created.entries())
      users[i]!.outContractCode = readSigning('server', answer, 201);
    const report = async (kind: 'launch' | 'return', content: object) => {
      const answers = await subject.send(users.map((user) => reportRequest(user, kind, content)));
      for (const answer of answers) mustBe('server', `a ${kind}`, answer, 200);
    };
    const note = async (stage: string) => {
      const now = await measure();
      const each = perSigning(empty, now);
      lines.push(line(`Redis bytes: ${stage}`, sumOf(each, 'bytes'), 'bytes', { detail: each }));
      jobs[stage] = await jobsOf(world.client, subject.prefix);
    };
    await note('pre-signed');
    await report('launch', { outcome: 'opened', seq: 1 });
    await note('under way after a launch');
    await report('return', { scene: 1038, extraData: { return_code: 'SUCCESS' }, seq: 1 });
    await note('under way after a return');
    const signed = await world.notifications(users);
    await subject.events.pause();
    const answers = await subject.send(signed.map(notificationRequest));
    for (const answer of answers) mustBe('server', 'a notification', answer, 204);
    await note('signed, not delivered');
    await subject.events.resume();
    await untilTold(subject);
    const each = perSigning(empty, await measure());
    lines.push(line('Redis bytes: permanent', sumOf(each, 'permanent'), 'bytes', { detail: each }));
    lines.push(line('Redis bytes: a login', each.token?.bytes ?? 0, 'bytes'));
    for (const [stage, count] of Object.entries(jobs))
      lines.push(line(`jobs of a signing: ${stage}`, count / SIGNINGS, ''));
    return lines;
  } finally {
    await subject.stop();
    await queries.close();
  }
}

/** What is a login's, or counts somebody's requests, is no part of a signing. */
const notOfASigning = ['token', 'rate'];

const sumOf = (bytes: Bytes, what: 'bytes' | 'permanent') =>
  Object.entries(bytes)
    .filter(([kind]) => !notOfASigning.includes(kind))
    .reduce((sum, [, { [what]: each }]) => sum + each, 0);

function perSigning(before: Bytes, after: Bytes): Bytes {
  return Object.fromEntries(
    Object.entries(after).map(([kind, now]) => {
      const then = before[kind] ?? { bytes: 0, permanent: 0, keys: 0 };
      const each = (what: keyof typeof now) => (now[what] - then[what]) / SIGNINGS;
      return [kind, { bytes: each('bytes'), permanent: each('permanent'), keys: each('keys') }];
    }),
  );
}

/** Every key of a prefix, all of its elements counted. Jobs end, however long they stay. */
async function bytesOf(client: Redis, prefix: string): Promise<Bytes> {
  const found: Bytes = {};
  for (const key of await keysOf(client, prefix)) {
    const kind = kindOf(key, prefix);
    const bytes = Number(await client.memory('USAGE', key, 'SAMPLES', 0));
    const isPermanent = kind !== 'jobs' && (await client.pttl(key)) === -1;
    const sum = found[kind] ?? { bytes: 0, permanent: 0, keys: 0 };
    found[kind] = sum;
    sum.bytes += bytes;
    sum.keys += 1;
    if (isPermanent) sum.permanent += bytes;
  }
  return found;
}

async function keysOf(client: Redis, prefix: string): Promise<string[]> {
  return [...(await client.keys(`${prefix}*`)), ...(await client.keys(`{${prefix}jobs}:*`))];
}

const kindOf = (key: string, prefix: string) =>
  key.startsWith('{') ? 'jobs' : key.slice(prefix.length).split(/[:{]/)[0]!;

/** Jobs are named by the code of their signing. */
const jobsOf = async (client: Redis, prefix: string) =>
  (await client.keys(`{${prefix}jobs}:*-close`)).length +
  (await client.keys(`{${prefix}jobs}:*-confirm`)).length +
  (await client.keys(`{${prefix}jobs}:events:*-signed`)).length;
