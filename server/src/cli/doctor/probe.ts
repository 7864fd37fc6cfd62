import { Pool } from 'undici';
import { NOTIFY_PATH, SELF_TEST_PATH } from '../../config/urls';
import { createSelfTest, digestOf, type SelfTest } from '../../http/self-test';
import { decodeJson } from '../../upstream/decode';
import { exchange, type HttpAnswer, NetworkFault } from '../../upstream/exchange';

/** Who answers where WeChat Pay's notifications go. */
export type Probe =
  /** A server of ours, or the doctor itself: known by the nonce. */
  | { who: 'us'; isUnchanged: boolean; ms: number }
  /** A server of this kit that does not know the nonce: it works with another Redis, or another prefix. */
  | { who: 'another of ours' }
  | { who: 'another'; status: number; server?: string }
  /** A proxy without anybody behind it. */
  | { who: 'nobody'; status: number }
  | { who: 'nobody'; code: string };

/** Longer than WeChat Pay would wait for an answer. */
const ANSWER_WITHIN_MS = 6_000;

/**
 * Asks who answers there, from this machine, which may see another way than WeChat Pay does.
 * @param expect makes the nonce known to whoever may answer
 */
export async function probe(
  notifyUrl: string,
  expect: (test: SelfTest) => Promise<void>,
  signal: AbortSignal,
): Promise<Probe> {
  const test = createSelfTest();
  await expect(test);
  const { origin, pathname } = new URL(notifyUrl);
  const pool = new Pool(origin, { connect: { timeout: 3_000 }, maxResponseSize: 64 * 1024 });
  const began = performance.now();
  try {
    const answer = await exchange(pool, {
      method: 'POST',
      path: pathname.slice(0, -NOTIFY_PATH.length) + SELF_TEST_PATH,
      headers: {
        'content-type': 'application/json',
        accept: '*/*',
        'user-agent': 'wechatpay-contract-kit-doctor',
      },
      body: test.body,
      headersTimeout: ANSWER_WITHIN_MS,
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN_MS), signal]),
    });
    return readAnswer(answer, test, Math.round(performance.now() - began));
  } catch (error) {
    if (!(error instanceof NetworkFault)) throw error;
    return { who: 'nobody', code: error.kind === 'timeout' ? 'timeout' : error.code };
  } finally {
    void pool.destroy();
  }
}

function readAnswer({ status, headers, body }: HttpAnswer, test: SelfTest, ms: number): Probe {
  const said = decodeJson(body) as { sha256?: unknown; code?: unknown; message?: unknown } | null | undefined;
  if (status === 200 && typeof said?.sha256 === 'string' && /^[0-9a-f]{64}$/.test(said.sha256))
    return { who: 'us', isUnchanged: said.sha256 === digestOf(test.body), ms };
  if (status === 404 && said?.code === 'FAIL' && said.message === 'no such self-test')
    return { who: 'another of ours' };
  if (status >= 502 && status <= 504) return { who: 'nobody', status };
  const { server } = headers;
  const isName = typeof server === 'string' && /^[\w./ ()-]{1,40}$/.test(server);
  return { who: 'another', status, ...(isName && { server }) };
}

/** Node.js's names for a certificate that does not hold, and of TLS that does not come about. */
export const isTlsFault = (code: string) =>
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))/.test(code);
