import Router from '@koa/router';
import type Koa from 'koa';
import rawBody from 'raw-body';
import type { WeappPackage } from '../package/weapp-package';
import { addApiReference } from './api-reference';
import { type AppStorage, readStorageChange } from './app-storage';
import type { Assets } from './assets';
import { pageDocument, pagePolicy, viewDocument, viewPolicy, workerPolicy } from './documents';

/** A key of an app has at most 1 MB, and JSON may take six characters for one. */
const changeLimit = '8mb';

const noStore = { 'cache-control': 'no-store' };
/** The address changes with the content. */
const forEver = { 'cache-control': 'public, max-age=31536000, immutable' };

/** What the browser loads from the phone's server. */
export function createRoutes(
  assets: Assets,
  packageOf: (version: string) => WeappPackage | undefined,
  storage: AppStorage,
): Router {
  const router = new Router();
  router.get('/', (context) => {
    context.set({ ...noStore, 'content-security-policy': pagePolicy });
    context.type = 'html';
    context.body = pageDocument();
  });
  router.get('/assets/:name', (context) => {
    const { name } = context.params;
    const content = assets.get(name ?? '');
    if (!content) return;
    context.set({
      'cache-control': 'no-cache',
      ...(name === 'worker.js' && { 'content-security-policy': workerPolicy }),
    });
    context.type = name!.endsWith('.css') ? 'css' : 'js';
    context.body = content;
  });

  addApiReference(router);

  const inPackage = (
    path: string,
    answer: (context: Koa.Context, found: WeappPackage, rest: string) => void,
  ) =>
    router.get(`/packages/:version/${path}`, (context) => {
      const { version, rest } = context.params as { version: string; rest?: string };
      const found = packageOf(version);
      if (!found) return;
      context.set(forEver);
      answer(context, found, rest ?? '');
      if (context.body === undefined || context.body === null) context.status = 404;
    });
  inPackage('text', (context, { files }) => {
    context.body = [...files].filter(([path]) => /\.(js|json)$/.test(path));
    context.type = 'json';
  });
  inPackage('templates.js', (context, { templates }) => {
    context.type = 'js';
    context.body = templates;
  });
  inPackage('styles/*rest', (context, found, page) => {
    context.type = 'css';
    context.body = found.styles(page);
  });
  inPackage('pages/*rest', (context, found, page) => {
    const view = found.view(page);
    if (!view) return;
    context.set('content-security-policy', viewPolicy(context.host));
    context.type = 'html';
    context.body = viewDocument(view, found.version);
  });
  inPackage('files/*rest', (context, { bytes }, path) => {
    context.type = path.split('.').at(-1) ?? '';
    context.body = bytes.get(path);
  });

  router.get('/storage/:appId/:user', (context) => {
    const { appId, user } = context.params as Record<string, string>;
    context.set(noStore);
    context.body = storage.entries(appId!, user!);
  });
  router.post('/storage/:appId/:user', async (context) => {
    const { appId, user } = context.params as Record<string, string>;
    const change = context.is('json') ? readStorageChange(parse(await read(context.req))) : undefined;
    if (!change) {
      context.status = 400;
      return;
    }
    storage.change(appId!, user!, change);
    context.status = 204;
  });
  return router;
}

async function read(request: Koa.Context['req']): Promise<string> {
  return (await rawBody(request, { limit: changeLimit })).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
