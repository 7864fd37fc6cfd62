import type { ViewPackage } from '../view/messages';

/** Of the page with the phone in it. Styles in attributes are the UI library's way. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self' ws:; frame-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Of a mini-program's page: it shows, and asks nobody. Its pictures come from the package and from the internet, not from this machine's
 * other programs.
 *
 * @param host of the phone's server, as the browser names it
 */
export const viewPolicy = (host: string) =>
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
  `img-src http://${host}/packages/ https: data: blob:; base-uri 'none'; ` +
  "form-action 'none'; frame-ancestors 'self'";

/** Of the logic layer: no eval, and no network but for what the app keeps. */
export const workerPolicy = "default-src 'none'; script-src 'self' blob:; connect-src 'self'";

export function pageDocument(): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>免密支付签约 · 手机模拟器</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/page.js" defer></script>
</head>
<body><div id="root"></div></body>
</html>
`;
}

/** @param version of the package */
export function viewDocument(view: ViewPackage, version: string): string {
  const base = `/packages/${version}`;
  const data = JSON.stringify(view).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="zh-CN" data-files="${view.files}" data-page="${view.path}"${view.styleV2 ? ' data-style="v2"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${view.path}</title>
<link rel="stylesheet" href="/assets/view.css">
<link rel="stylesheet" href="${base}/styles/${view.path}">
<script type="application/json" id="package">${data}</script>
<script src="${base}/templates.js" defer></script>
<script src="/assets/view.js" defer></script>
</head>
<body></body>
</html>
`;
}
