import type { Options } from '../api-call';
import type { Core } from '../core';
import type { NetworkRequest } from '../ports';
import { toBase64 } from './base64';

export const methods = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'];

/** Names in lower case. The type of the body is JSON unless said otherwise; `Referer` is WeChat's own and cannot be set. */
export function headerOf(core: Core, { header }: Options): Record<string, string> {
  const result: Record<string, string> = { 'content-type': 'application/json' };
  if (typeof header === 'object' && header !== null) {
    for (const [name, value] of Object.entries(header)) {
      if (value !== undefined && value !== null) result[name.toLowerCase()] = String(value);
    }
  }
  const version = { develop: 'devtools', trial: '0', release: '1' }[core.options.envVersion ?? 'release'];
  result.referer = `https://servicewechat.com/${core.options.appId}/${version}/page-frame.html`;
  return result;
}

/**
 * Text is sent as it is, bytes too; an object as JSON, or as a form where the header says so. GET has no body.
 * https://developers.weixin.qq.com/miniprogram/dev/api/network/request/wx.request.html
 */
export function bodyOf(
  method: string,
  header: Record<string, string>,
  data: unknown,
): NetworkRequest['body'] {
  if (method === 'GET' || data === undefined || data === null) return undefined;
  if (typeof data === 'string') return { text: data };
  if (isArrayBuffer(data)) return { base64: toBase64(new Uint8Array(data)) };
  if (/x-www-form-urlencoded/i.test(header['content-type'] ?? '')) return { text: formOf(data as object) };
  return { text: JSON.stringify(data) };
}

/** The data of a GET joins the address. */
export function urlWithData(method: string, url: string, data: unknown): string {
  if (method !== 'GET' || typeof data !== 'object' || data === null || isArrayBuffer(data)) return url;
  const form = formOf(data);
  if (form === '') return url;
  const [before = '', hash] = url.split(/(#.*)/s);
  return `${before}${before.includes('?') ? '&' : '?'}${form}${hash ?? ''}`;
}

function formOf(data: object): string {
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
    .map(([name, value]) => `${encodeURIComponent(name!)}=${encodeURIComponent(value!)}`)
    .join('&');
}

/** By its name: the app's ArrayBuffer may be that of another JavaScript world. */
function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}
