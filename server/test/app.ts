import type { Redis } from 'ioredis';
import { createApp } from '../src/app';
import type { Services } from '../src/contracts/services';
import { createLogger } from '../src/logging';
import type { User } from '../src/store';
import { createChanges } from '../src/store/changes';
import { createCode2Session } from '../src/wechat/code2session';
import type { Env } from './env';
import { startFakeUpstream } from './fake-upstream';
import { useServer } from './http';
import { party, useServices } from './services';

/**
 * The server's whole HTTP face over the services of a test, with a WeChat login that takes a code for the openid that it ends in,
 * `code-OPENID`, and answers others with `errcode`.
 */
export function useApp(env: Env = {}) {
  const given = useServices(env);
  const { services } = given;
  const { store } = services;
  const lines: Record<string, unknown>[] = [];
  const subscriber = (store.client as Redis).duplicate();
  const changes = createChanges({ subscriber, onResubscribed: () => {} }, store.keys.changes);
  const login = { errcode: 40029 };
  let closeLogin = async () => {};
  Object.assign(services, {
    log: createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) }),
    changes,
    isStarted: () => true,
  } satisfies Partial<Services>);

  beforeAll(async () => {
    await changes.subscribe();
    const upstream = await startFakeUpstream(({ path }) => {
      const code = new URL(path, 'http://localhost').searchParams.get('js_code') ?? '';
      const openid = code.startsWith('code-') ? code.slice(5) : undefined;
      return { body: JSON.stringify(openid ? { openid, session_key: 'a-session-key' } : login) };
    });
    const code2Session = createCode2Session({ baseUrl: upstream.url, log: services.log, backoff: 1 });
    services.code2Session = code2Session;
    closeLogin = async () => {
      await code2Session.close();
      await upstream.close();
    };
  });
  afterAll(async () => {
    subscriber.disconnect();
    await closeLogin();
  });

  const server = useServer(() => createApp(services));
  let users = 0;
  return {
    ...given,
    ...server,
    /** What was logged, each line parsed. */
    lines,
    /** What WeChat says of a code that it does not take. */
    login,
    /** Somebody who has logged in, and nobody before them. */
    async user() {
      users += 1;
      const user: User = { ...party, openid: `o-user-${users}` };
      const { appId, openid, subMchid } = user;
      const token = await store.tokens.issue({ appId, openid, subMchid });
      const bearer = { authorization: `Bearer ${token}` };
      return {
        user: { appId, openid, subMchid },
        token,
        bearer,
        get: (path: string, headers = {}) => server.ask('GET', path, { headers: { ...bearer, ...headers } }),
        post: (path: string, body: unknown, headers = {}) =>
          server.ask('POST', path, {
            headers: { ...bearer, 'content-type': 'application/json', ...headers },
            body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
          }),
      };
    },
  };
}
