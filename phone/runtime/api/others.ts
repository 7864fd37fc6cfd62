import { asyncApi, syncApi } from '../api-call';
import type { Core } from '../core';

/** Login, and the small services that frameworks ask for. */
export function createOthers(core: Core) {
  const log = (level: string) => (text: unknown) => core.log({ type: 'console', level, text: String(text) });
  const logger = {
    debug: log('debug'),
    info: log('info'),
    log: log('log'),
    warn: log('warn'),
    error: log('error'),
  };
  return {
    login: asyncApi(core, 'login', (_options, reply) => {
      core.ports.login.code((result) =>
        reply('code' in result ? { ok: { code: result.code } } : { fail: result.failure }),
      );
    }),
    /** The session key's age is the platform's business; the app's own token is not its measure. */
    checkSession: asyncApi(core, 'checkSession', (_options, reply) => reply({ ok: {} })),
    nextTick: (callback: unknown) => {
      if (typeof callback === 'function') core.run.deliverLater(() => callback());
    },
    reportEvent: syncApi(core, 'reportEvent', () => {}),
    reportPerformance: syncApi(core, 'reportPerformance', () => {}),
    getLogManager: () => logger,
    getRealtimeLogManager: () => ({ ...logger, setFilterMsg: () => {}, addFilterMsg: () => {} }),
    getUpdateManager: () => ({
      applyUpdate: () => {},
      onCheckForUpdate: (callback: (result: object) => void) =>
        core.run.deliverLater(() => callback(core.give({ hasUpdate: false }))),
      onUpdateReady: () => {},
      onUpdateFailed: () => {},
    }),
  };
}
