import { randomBytes } from 'node:crypto';
import type { Config } from '../src/config';
import { type Env, load, simulated } from './env';
import { createConfig, signedReply } from './fake-platform';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream';
import { useRedis } from './redis';

/**
 * A WeChat that a whole server can talk to while a file's tests run: it pre-signs everybody, answers queries with what is `known`,
 * and logs in anybody as `o-flow`.
 */
export function usePlatform() {
  const redis = useRedis();
  /** What WeChat Pay knows of each code: what it answers a query of it with. */
  const known = new Map<string, object>();
  let platform: FakeUpstream;
  beforeAll(async () => {
    platform = await startFakeUpstream(({ method, path, body }) => {
      if (path.startsWith('/sns/jscode2session'))
        return { body: JSON.stringify({ openid: 'o-flow', session_key: 'k' }) };
      if (path.endsWith('/pre-entrust-sign/mini-program')) {
        const { sub_mchid, service_id, out_contract_code } = JSON.parse(body);
        return signedReply({
          pre_entrustweb_id: 'a-session-of-signing',
          mchid: '1900000001',
          sub_mchid,
          service_id,
          out_contract_code,
          sign_mp_appid: 'wxbd687630cd02ce1d',
          sign_mp_path: 'pages/index',
        });
      }
      const code = /out-contract-code\/(\w+)$/.exec(path)?.[1];
      const contract = method === 'GET' && code ? known.get(code) : undefined;
      return contract ? signedReply(contract) : { status: 404, body: '{"code":"CONTRACT_NOT_EXIST"}' };
    });
  });
  afterAll(() => platform.close());

  return {
    platform: () => platform,
    known,
    /** A configuration of its own prefix, on any port. */
    config(changes: Partial<Config> = {}, env: Env = {}): Config {
      const { url } = platform;
      const loaded = load({
        ...simulated,
        WECHATPAY_BASE_URL: url,
        WECHAT_API_BASE_URL: url,
        REDIS_URL: redis.url,
        REDIS_PREFIX: `${redis.prefix}${randomBytes(4).toString('hex')}:`,
        ...env,
      });
      return {
        ...loaded,
        port: 0,
        wechatPay: { ...loaded.wechatPay, ...createConfig({ baseUrl: url }) },
        ...changes,
      };
    },
  };
}
