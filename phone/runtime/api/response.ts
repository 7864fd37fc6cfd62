import type { ApiResult, Options } from '../api-call';
import type { Core } from '../core';
import type { NetworkOutcome } from '../ports';
import { fromBase64, utf8Decode } from './base64';

/** What `success` of `wx.request` gets, whatever the status; JSON is parsed unless the app wants something else, or it is none. */
export function answerOf(core: Core, options: Options, outcome: NetworkOutcome): ApiResult {
  if ('failure' in outcome) return { fail: outcome.failure };
  const { statusCode, header, cookies } = outcome;
  const data = dataOf(core, options, fromBase64(outcome.base64));
  return { ok: { data, statusCode, header: core.give(header), cookies: core.give(cookies) } };
}

function dataOf(core: Core, { responseType, dataType }: Options, bytes: Uint8Array): unknown {
  if (responseType === 'arraybuffer') return bytes.buffer;
  const text = utf8Decode(bytes);
  if (dataType !== undefined && dataType !== 'json') return text;
  try {
    return core.ports.realm.parse(text);
  } catch {
    return text;
  }
}
