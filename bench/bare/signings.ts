import { createHash, randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { connect } from './redis';
import { decrypt, mustBeSigned, openidOf, post } from './wechatpay';

const env = process.env as Record<string, string>;
const prefix = env.REDIS_PREFIX!;
const redis = connect(env.REDIS_URL!);
const options = { connection: redis, prefix: `{${prefix}jobs}`, skipVersionCheck: true };
const queries = new Queue('queries', options);
const events = new Queue('events', options);
const work = { attempts: 13, removeOnComplete: true };

const keys = {
  token: (hash: string) => `${prefix}token:{${hash}}`,
  signing: (code: string) => `${prefix}signing:{${code}}`,
  count: (user: string) => `${prefix}rate:{${user}}`,
  codes: (user: string) => `${prefix}user:{${user}}`,
  claim: (user: string) => `${prefix}claim:{${user}}`,
  logins: (address: string) => `${prefix}rate:logins:${address}`,
  contracts: `${prefix}contracts`,
  changes: `${prefix}changes`,
};

/** What an answer needs of a signing, and what a notification is compared with. */
interface Stored {
  user: string;
  openid: string;
  answer: Record<string, unknown> & { status: string; expiresAt: string };
  version: string;
  launch: unknown;
  delivered?: true;
}

export interface Answer {
  status: number;
  body?: unknown;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const versionOf = (answer: unknown) =>
  createHash('sha1').update(JSON.stringify(answer)).digest('hex').slice(0, 16);
const refused = (status: number, code: string): Answer => ({ status, body: { error: { code } } });
const tokenKey = (authorization: string | undefined) =>
  keys.token(sha256(authorization?.startsWith('Bearer ') ? authorization.slice(7) : ''));

function view({ answer, version, launch }: Stored) {
  const usable = answer.status === 'ready' && Date.now() < Date.parse(answer.expiresAt) - 60_000;
  return { ...answer, version, serverTime: new Date().toISOString(), ...(usable && { launch }) };
}

export async function login(body: Buffer, address: string): Promise<Answer> {
  const { code } = JSON.parse(body.toString());
  if (typeof code !== 'string' || code === '') return refused(400, 'invalid_request');
  if (Number(await redis.get(keys.logins(address))) >= 30) return refused(429, 'rate_limited');
  const openid = await openidOf(code);
  const token = randomBytes(32).toString('base64url');
  const user = sha256(`${env.SUB_APPID}:${openid}:${env.SUB_MCHID}`);
  await redis.set(keys.token(sha256(token)), JSON.stringify({ user, openid }), 'EX', 604_800);
  return { status: 200, body: { token, expiresIn: 604_800 } };
}

export async function createSigning(authorization: string | undefined): Promise<Answer> {
  const login = await redis.get(tokenKey(authorization));
  if (login === null) return refused(401, 'unauthorized');
  const { user, openid } = JSON.parse(login);
  const code = randomBytes(16).toString('hex').slice(0, 24);
  const [count, newest, claimed] = await redis.enter(
    keys.count(user),
    keys.codes(user),
    keys.claim(user),
    code,
  );
  const giveBack = () => redis.release(keys.claim(user), code);
  if (count > 60) {
    if (claimed) await giveBack();
    return refused(429, 'rate_limited');
  }
  const live = newest === '' ? null : await redis.get(keys.signing(newest));
  if (live !== null) {
    const stored: Stored = JSON.parse(live);
    if (stored.answer.status === 'ready' && Date.now() < Date.parse(stored.answer.expiresAt) - 600_000) {
      if (claimed) await giveBack();
      return { status: 200, body: view(stored) };
    }
  }
  if (!claimed) return refused(503, 'busy');
  try {
    const expiresAt = Date.now() + 7_200_000;
    await queries.add('close', { code, expiresAt }, { ...work, jobId: `${code}-close`, delay: 7_260_000 });
    const signed = await post(
      '/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program',
      {
        sp_appid: env.SP_APPID,
        sub_mchid: env.SUB_MCHID,
        sub_appid: env.SUB_APPID,
        sub_openid: openid,
        service_id: Number(env.SERVICE_ID),
        out_contract_code: code,
        notify_url: `${env.PUBLIC_URL}/notifications/wechatpay`,
        contract_display_account: '微信用户',
      },
    );
    if (signed.out_contract_code !== code || signed.sub_mchid !== env.SUB_MCHID) throw new Error('another');
    const answer = {
      outContractCode: code,
      status: 'ready',
      seq: 0,
      displayAccount: '微信用户',
      expiresAt: new Date(expiresAt).toISOString(),
    };
    const launch = {
      appId: signed.sign_mp_appid,
      path: signed.sign_mp_path,
      extraData: { pre_entrustweb_id: signed.pre_entrustweb_id },
    };
    const stored: Stored = { user, openid, answer, version: versionOf(answer), launch };
    await Promise.all([
      redis.zadd(keys.codes(user), expiresAt, code),
      redis.set(keys.signing(code), JSON.stringify(stored), 'PX', 27 * 3_600_000),
    ]);
    return { status: 201, body: view(stored) };
  } finally {
    await giveBack();
  }
}

export async function poll(authorization: string | undefined, code: string): Promise<Answer> {
  const [login, signing] = await Promise.all([
    redis.get(tokenKey(authorization)),
    redis.get(keys.signing(code)),
  ]);
  if (login === null) return refused(401, 'unauthorized');
  const { user } = JSON.parse(login);
  if ((await redis.count(keys.count(user))) > 60) return refused(429, 'rate_limited');
  const stored: Stored | null = signing === null ? null : JSON.parse(signing);
  if (stored?.user !== user) return refused(404, 'not_found');
  return { status: 200, body: view(stored!) };
}

export async function notification(
  headers: import('node:http').IncomingHttpHeaders,
  body: Buffer,
): Promise<Answer> {
  try {
    mustBeSigned(headers, body);
  } catch {
    return { status: 401, body: { code: 'FAIL', message: 'signature' } };
  }
  const report = JSON.parse(decrypt(JSON.parse(body.toString()).resource).toString());
  const code: string = report.out_contract_code;
  for (;;) {
    const text = await redis.get(keys.signing(code));
    if (text === null) return { status: 404, body: { code: 'FAIL', message: 'unknown' } };
    const stored: Stored = JSON.parse(text);
    if (report.sub_openid !== stored.openid || report.mchid !== env.WECHATPAY_MCHID)
      return { status: 400, body: { code: 'FAIL', message: 'mismatch' } };
    if (report.contract_state !== 'SIGNED' || stored.delivered) return { status: 204 };
    const { expiresAt: _, ...known } = stored.answer;
    const answer = {
      ...known,
      status: 'signed',
      contractId: report.contract_id,
      signedAt: new Date(report.contract_signed_time).toISOString(),
    };
    const signed = JSON.stringify({
      user: stored.user,
      openid: stored.openid,
      answer,
      version: versionOf(answer),
    });
    const [replaced] = await Promise.all([
      stored.answer.status === 'signed' ||
        redis.replace(keys.signing(code), text, signed, keys.changes, code),
      events.add('deliver', { code }, { ...work, jobId: `${code}-signed` }),
      redis.zadd(keys.contracts, 'NX', Date.now(), code),
    ]);
    if (replaced) return { status: 204 };
  }
}

/** Tells the merchant, here nobody, and writes that down. */
export function deliverEvents(): void {
  const { connection: _, ...rest } = options;
  const blocking = connect(env.REDIS_URL!);
  new Worker(
    'events',
    async ({ data: { code } }) => {
      const stored = JSON.parse((await redis.get(keys.signing(code)))!);
      await redis.set(keys.signing(code), JSON.stringify({ ...stored, delivered: true }));
    },
    { ...rest, connection: blocking, concurrency: 50 },
  );
}
