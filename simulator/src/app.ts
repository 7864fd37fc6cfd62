import Router from '@koa/router';
import Koa from 'koa';
import { noSuchCall } from './control/guard';
import { controlRouter } from './control/routes';
import { jscode2session } from './jscode2session';
import { serve } from './operation';
import { certificates } from './operations/certificates';
import { queryContract, terminateContract } from './operations/contract';
import { echo } from './operations/echo';
import { isLoopback } from './operations/notify-url';
import { preEntrustSign } from './operations/pre-entrust-sign';
import type { Platform } from './platform';

const contractPath =
  '/v3/password-exempt-contract/contracts/service-id/:serviceId/out-contract-code/:outContractCode';

/** The simulator's HTTP face: WeChat Pay's and WeChat's paths as they are, and its own below /_simulator. */
export function createApp(platform: Platform, url: () => string): Koa {
  const router = new Router();
  router.post(
    '/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program',
    serve(platform, preEntrustSign),
  );
  router.get(contractPath, serve(platform, queryContract));
  router.post(`${contractPath}/terminate`, serve(platform, terminateContract));
  router.get('/v3/certificates', serve(platform, certificates));
  router.post('/v3/security/echo', serve(platform, echo));
  router.get('/sns/jscode2session', jscode2session(platform));
  router.all('/v3/*rest', serve(platform, null));

  const app = new Koa();
  app.on('error', (error) => platform.options.log(`模拟器出错 simulator error: ${error.stack}`));
  app.use(onlyLoopbackHost);
  app.use(noSuchCall);
  app.use(controlRouter(platform, url).routes());
  app.use(router.routes());
  return app;
}

const onlyHere = '只能用 localhost、127.0.0.1 或 [::1] 访问模拟器。Only for localhost, 127.0.0.1 and [::1].';

/** A page elsewhere that lets its own name point at 127.0.0.1 (DNS rebinding) still sends that name. */
const onlyLoopbackHost: Koa.Middleware = async (context, next) => {
  const origin = `http://${context.get('Host')}`;
  if (!URL.canParse(origin) || !isLoopback(new URL(origin))) {
    context.status = 403;
    context.body = { error: { code: 'host', message: onlyHere } };
    return;
  }
  await next();
};
