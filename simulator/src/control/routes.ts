import Router from '@koa/router';
import { z } from 'zod';
import { configFor } from '../config';
import { contractView } from '../contract-views';
import { type Contract, Refused } from '../contracts';
import { signingMiniProgram } from '../operations/pre-entrust-sign';
import type { Platform } from '../platform';
import { eventStream } from './event-stream';
import { controlErrors, read, write } from './guard';
import * as schemas from './schemas';

const none = z.object({});

/** The control calls, below /_simulator: what a user, WeChat's staff or the network would do. */
export function controlRouter(platform: Platform, url: () => string): Router {
  const { clock, contracts, faults, notifier, requests, settings, users } = platform;
  const router = new Router({ prefix: '/_simulator' });
  router.use(controlErrors);
  const view = (contract: Contract) => contractView(contract, contracts.stateOf(contract));

  router.get(
    '/config',
    read(schemas.configQuery, (choice) => configFor(platform, url(), choice)),
  );
  router.post(
    '/codes',
    write(schemas.newCode, ({ user, appid }) => ({ code: users.createCode(user, appid) })),
  );
  router.get(
    '/contracts',
    read(none, () => ({ contracts: contracts.all().map(view) })),
  );
  router.get(
    '/requests',
    read(none, () => ({ requests: requests.list() })),
  );
  router.get('/events', eventStream(platform));

  router.get(
    '/sign-sessions/:id',
    read(none, (_, { id }) => sessionView(contracts.getBySession(id ?? ''))),
  );
  router.post(
    '/sign-sessions/:id/open',
    write(schemas.sessionOpening, (opener, { id }) => {
      const contract = contracts.getBySession(id ?? '');
      contracts.open(contract, userOf(opener));
      return sessionView(contract);
    }),
  );
  const actions = {
    sign: (contract: Contract, user?: string) => contracts.sign(contract, user),
    abandon: (contract: Contract, user?: string) => contracts.abandon(contract, user),
    fail: (contract: Contract, user?: string) => contracts.fail(contract, user),
  };
  for (const [name, act] of Object.entries(actions)) {
    const actOn = (contract: Contract, actor: z.infer<typeof schemas.userAction>) => {
      act(contract, userOf(actor));
      return { contract: view(contract), extraData: returnedData(contract) };
    };
    router.post(
      `/sign-sessions/:id/${name}`,
      write(schemas.userAction, (actor, { id }) => actOn(contracts.getBySession(id ?? ''), actor)),
    );
    router.post(
      `/contracts/:code/${name}`,
      write(schemas.userAction, (actor, { code }) => actOn(contracts.get(code ?? ''), actor)),
    );
  }
  router.put(
    '/contracts/:code/query',
    write(schemas.querySettings, (change, { code }) => {
      const contract = contracts.get(code ?? '');
      contract.querySettings ??= {};
      Object.assign(contract.querySettings, definedOnly(change));
      return { contract: view(contract) };
    }),
  );
  router.post(
    '/contracts/:code/terminate',
    write(schemas.termination, ({ mode, remark }, { code }) => {
      const contract = contracts.get(code ?? '');
      contracts.terminate(contract, mode, remark);
      return { contract: view(contract) };
    }),
  );
  router.post(
    '/contracts/:code/expire',
    write(schemas.nothing, (_, { code }) => {
      const contract = contracts.get(code ?? '');
      contracts.expire(contract);
      return { contract: view(contract) };
    }),
  );

  router.get(
    '/notifications',
    read(schemas.notificationQuery, async ({ wait, attempts, ...wanted }) => ({
      notifications: await notifier.waitFor(
        (record) =>
          record.attempts.length >= attempts &&
          (['id', 'outContractCode', 'eventType', 'state'] as const).every(
            (name) => wanted[name] === undefined || wanted[name] === record[name],
          ),
        wait * 1000,
      ),
    })),
  );
  router.post(
    '/notifications',
    write(schemas.newNotification, (body) => sendOwn(platform, body)),
  );
  router.put(
    '/notifications',
    write(schemas.notificationSettings, (body) => {
      notifier.settings = body;
      return body;
    }),
  );
  router.put(
    '/faults',
    write(schemas.faultList, (list) => {
      faults.set(list);
      return { faults: faults.list() };
    }),
  );
  router.get(
    '/faults',
    read(none, () => ({ faults: faults.list() })),
  );
  router.put(
    '/clock',
    write(schemas.clockChange, (change) => {
      clock.set(change);
      return { now: new Date(clock.now()).toISOString(), scale: clock.scale };
    }),
  );
  router.put(
    '/settings',
    write(schemas.settingsChange, (change) => Object.assign(settings, definedOnly(change))),
  );
  router.post(
    '/reset',
    write(schemas.nothing, () => {
      platform.reset();
      return {};
    }),
  );

  /** A code is resolved as by the signing mini-program's own server, and used up. */
  function userOf({ user, code }: z.infer<typeof schemas.userAction>): string | undefined {
    if (code === undefined) return user;
    const result = users.redeemCode(code, signingMiniProgram.appid);
    if ('user' in result) return result.user;
    throw new Refused(
      'invalid_code',
      `不能用这个 wx.login 的 code，请重新取一个。This wx.login code is not good, get another: ${result.errcode} ${result.errmsg}`,
    );
  }

  function sessionView(contract: Contract) {
    const { sub_mchid, service_id } = contract.request;
    const merchant = platform.options.merchants.find(
      ({ subMchid, serviceId }) => subMchid === sub_mchid && serviceId === service_id,
    );
    return {
      ...view(contract),
      providerName: platform.options.providerName,
      serviceName: merchant?.serviceName ?? '示例服务',
      expiresAt: new Date(contract.sessionExpiresAt).toISOString(),
      displayAccount: contract.request.contract_display_account,
      signMpAppid: signingMiniProgram.appid,
      signMpPath: signingMiniProgram.path,
    };
  }
  return router;
}

export type ReturnedData = ReturnType<typeof returnedData>;

/** What the signing page hands back to the mini-program: nothing when the user leaves by the top-left button. */
function returnedData(contract: Contract) {
  if (contract.state === 'signed') {
    return { return_code: 'SUCCESS', return_msg: '签约成功', contract_id: contract.contractId };
  }
  return contract.state === 'failed' ? { return_code: 'FAIL', return_msg: '签约失败' } : null;
}

function sendOwn({ notifier }: Platform, notification: z.infer<typeof schemas.newNotification>) {
  const { resource } = notification;
  const isNamed = typeof resource === 'object' && resource !== null && 'out_contract_code' in resource;
  return notifier.notify({
    ...notification,
    summary: '模拟通知',
    outContractCode: isNamed ? String(resource.out_contract_code) : undefined,
  });
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}
