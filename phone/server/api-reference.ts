import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type Router from '@koa/router';

/** Swagger UI asks nobody for anything but the descriptions beside it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** By where this file is: the program that it is bundled into lies elsewhere. */
const { resolve } = createRequire(join(__dirname, 'api-reference.ts'));
const swaggerUi = dirname(resolve('swagger-ui-dist/package.json'));
const docs = join(__dirname, '../../docs');

const document = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口说明 · API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api-reference/swagger-ui.css">
<script src="/api-reference/swagger-ui-bundle.js" defer></script>
<script src="/api-reference/swagger-ui-standalone-preset.js" defer></script>
<script src="/api-reference/start.js" defer></script>
</head>
<body><div id="swagger-ui"></div></body>
</html>
`;

/** It shows, and calls nothing: the calls are another server's, and want a token. */
const start = `SwaggerUIBundle({
  dom_id: '#swagger-ui',
  urls: [
    { name: '服务接口 service API', url: '/api-reference/openapi-service.json' },
    { name: '小程序的接口 API of the mini-program', url: '/api-reference/openapi.json' },
  ],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  supportedSubmitMethods: [],
  validatorUrl: null,
});
`;

const files: Record<string, () => string | Buffer> = {
  'start.js': () => start,
  'openapi.json': () => readFileSync(join(docs, 'openapi.json')),
  'openapi-service.json': () => readFileSync(join(docs, 'openapi-service.json')),
  ...Object.fromEntries(
    ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js'].map((name) => [
      name,
      () => readFileSync(join(swaggerUi, name)),
    ]),
  ),
};

/** A page to read the descriptions of both APIs, with nothing from elsewhere: https://github.com/swagger-api/swagger-ui */
export function addApiReference(router: Router): void {
  router.get('/api-reference', (context) => {
    context.set({ 'cache-control': 'no-store', 'content-security-policy': policy });
    context.type = 'html';
    context.body = document;
  });
  router.get('/api-reference/:name', (context) => {
    const { name = '' } = context.params;
    if (!Object.hasOwn(files, name)) return;
    context.set('cache-control', 'no-cache');
    context.type = name.split('.').at(-1)!;
    context.body = files[name]!();
  });
}
