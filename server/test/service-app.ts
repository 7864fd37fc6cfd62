import { createServiceApp } from '../src/app';
import { createLogger } from '../src/logging';
import { type User, userKey } from '../src/store';
import { useServer } from './http';
import { party, useServices } from './services';

/** Of the sub-merchants that are configured, the second has a key of its own. */
export const SUB_MCHIDS = ['1900000109', '1900000110'] as const;
export const APPIDS = ['wxd678efh567hg6788', 'wxd678efh567hg6789'] as const;

export const KEYS = {
  /** For all sub-merchants, and the one that takes its place. */
  erp: 'erp-key-0123456789-0123456789-0123456789',
  next: 'next-key-0123456789-0123456789-0123456789',
  /** For the second sub-merchant alone. */
  shop: 'shop-key-0123456789-0123456789-0123456789',
};

const merchants = SUB_MCHIDS.map((subMchid, i) => ({
  subMchid,
  subAppid: APPIDS[i],
  serviceId: party.serviceId,
  loginApp: 'sub',
  loginAppSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
}));

/** What configures the service API for these sub-merchants. @param keys as `SERVICE_API_KEYS` has them */
export const serviceSettings = (keys: string) => ({
  SUB_MCHID: undefined,
  SUB_APPID: undefined,
  SERVICE_ID: undefined,
  LOGIN_APP: undefined,
  LOGIN_APP_SECRET: undefined,
  MERCHANTS: JSON.stringify(merchants),
  SERVICE_PORT: '9465',
  SERVICE_API_KEYS: keys,
});

/** The service API over the services of a test. Each request comes from an address of its own, unless it says from which. */
export function useServiceApp() {
  const given = useServices({
    ...serviceSettings(`erp:${KEYS.erp},next:${KEYS.next},shop:${KEYS.shop}:${SUB_MCHIDS[1]}`),
    TRUST_PROXY: '1',
  });
  const { services } = given;
  const lines: Record<string, unknown>[] = [];
  services.log = createLogger('warn', { write: (line) => void lines.push(JSON.parse(line)) });
  const server = useServer(() => createServiceApp(services));
  let asked = 0;

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    asked += 1;
    const address = `10.0.${Math.floor(asked / 250)}.${asked % 250}`;
    return server.ask(method, path, {
      headers: {
        authorization: `Bearer ${KEYS.erp}`,
        'accept-language': 'en',
        'x-forwarded-for': address,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const as = (key: string) => ({ authorization: `Bearer ${key}` });
  let users = 0;
  return {
    ...given,
    /** What was logged, each line parsed. */
    lines,
    audits: () => lines.filter(({ event }) => event === 'audit'),
    ask: server.ask,
    get: (path: string, key: string = KEYS.erp) => call('GET', path, undefined, as(key)),
    post: (path: string, body: unknown, key: string = KEYS.erp) => call('POST', path, body, as(key)),
    call,
    /** Somebody of a sub-merchant whom nobody knows yet. */
    user(of: 0 | 1 = 0): User {
      users += 1;
      return { appId: APPIDS[of], openid: `o-service-${users}`, subMchid: SUB_MCHIDS[of] };
    },
    /** A signing of somebody's, in their list. */
    async signingOf(user: User, facts: Parameters<typeof given.signing>[0] = {}): Promise<string> {
      const code = await given.signing({ party: { ...party, ...user }, ...facts });
      await services.store.userSignings.add(userKey(user), code, Date.now() + users * 1000 + asked);
      return code;
    },
  };
}
