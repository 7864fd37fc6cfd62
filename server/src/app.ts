import Router from '@koa/router';
import Koa from 'koa';
import { NOTIFY_PATH, SELF_TEST_PATH } from './config/urls';
import type { Services } from './contracts/services';
import { errorHandler } from './http/errors';
import { createGuard } from './http/guard';
import { type Mount, refuseReadBody } from './http/mounted';
import { describeApi } from './http/openapi';
import { publicPath } from './http/public-path';
import { requestLog } from './http/request-log';
import { createServiceGuard } from './http/service-guard';
import { routes, routesWithoutLogin } from './routes';
import { healthz, metrics, metricsForToken, readyz } from './routes/health';
import { notifications } from './routes/notifications';
import { selfTest } from './routes/notifications/self-test';
import { serviceRoutes } from './routes/service';

/**
 * The HTTP face of the server.
 * @param mount where it is part of another application, which has a health, metrics and a description of its own
 */
export function createApp(services: Services, mount?: Mount): Koa {
  const app = new Koa();
  const router = new Router();
  const guard = createGuard(services);

  if (!mount) addOwn(router, services);
  router.post(NOTIFY_PATH, notifications(services));
  router.post(SELF_TEST_PATH, selfTest(services));
  const served = services.authenticate ? routesWithoutLogin : routes;
  for (const route of served) router[route.method](route.path, guard(route));

  app.use(requestLog(services.log, services.metrics, services.observer));
  app.use(errorHandler(services.log));
  app.use(async (ctx, next) => {
    try {
      await next();
    } finally {
      // Callers on kept connections are to come back elsewhere, those too who were waiting when the shutdown began.
      if (services.stopping.aborted) ctx.set('Connection', 'close');
    }
  });
  const { config, log } = services;
  app.use(publicPath({ notifyUrl: config.notifyUrl, mount, log }));
  if (mount) app.use(refuseReadBody(mount, log));
  app.use(router.routes());
  app.use(router.allowedMethods());
  // What gets here went wrong after the answer had begun; the log line of the request has the rest.
  app.on('error', (error) => services.log.warn({ err: error }, 'answer not sent'));
  return app;
}

/** What only whoever runs the server asks for. */
function addOwn(router: Router, services: Services): void {
  const description = describeApi(routes);
  router.get('/healthz', healthz);
  router.get('/readyz', readyz(services));
  if (services.config.metricsToken !== undefined) router.get('/metrics', metricsForToken(services));
  router.get('/openapi.json', (ctx) => {
    ctx.body = description;
  });
}

/** What listens on `SERVICE_PORT`: for the merchant's own back end. */
export function createServiceApp(services: Services): Koa {
  const router = new Router();
  const guard = createServiceGuard(services);
  for (const route of serviceRoutes) router[route.method](route.path, guard(route));
  const app = new Koa();
  app.use(requestLog(services.log, services.metrics, services.observer));
  app.use(errorHandler(services.log));
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.on('error', (error) => services.log.warn({ err: error }, 'answer not sent'));
  return app;
}

/** What listens on `METRICS_PORT`: only this machine reaches it, and no proxy is meant to. */
export function createMetricsApp(services: Services): Koa {
  const router = new Router().get('/metrics', metrics(services));
  const app = new Koa();
  app.use(errorHandler(services.log));
  app.use(router.routes());
  return app;
}
