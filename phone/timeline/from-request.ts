import type { NewEntry } from './entry';
import { field, textField } from './field';

export interface FinishedCall {
  /** When it was made. */
  at: number;
  ms: number;
  /** As `wx.request` was given and has given them, as far as it is JSON. */
  params: unknown;
  errMsg: string;
  result?: unknown;
}

const hidden = '…';

/** What a request of the mini-program is on the timeline. Its headers, and with them its token, are left out. */
export function requestEntry({ at, ms, params, errMsg, result }: FinishedCall): NewEntry {
  const path = pathOf(textField(params, 'url') ?? '');
  const method = (textField(params, 'method') ?? 'GET').toUpperCase();
  const status = field(result, 'statusCode');
  const answered = typeof status === 'number';
  const answer = field(result, 'data');
  const problem = answered
    ? textField(field(answer, 'error'), 'code')
    : errMsg.replace(/^request:fail ?/, '');
  const outContractCode = codeIn(path) ?? textField(answer, 'outContractCode');
  const requestId = headerIn(field(result, 'header'), 'x-request-id');
  return {
    kind: 'request',
    from: 'miniprogram',
    to: 'server',
    at,
    name: `${method} ${path}`,
    status: answered ? status : null,
    ...(problem && { problem }),
    ms,
    ...(requestId !== undefined && { requestId }),
    ...(outContractCode !== undefined && { outContractCode }),
    detail: {
      request: without('code', fromJson(field(params, 'data'))),
      answer: answered ? without('token', answer) : errMsg,
    },
  };
}

/** WeChat gives names as the server wrote them. */
function headerIn(header: unknown, wanted: string): string | undefined {
  const name = Object.keys(header ?? {}).find((each) => each.toLowerCase() === wanted);
  return name === undefined ? undefined : textField(header, name);
}

function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/?#]*/, '').replace(/#.*$/s, '') || '/';
}

/** The names that are none are other routes at the same place. */
function codeIn(path: string): string | undefined {
  const [, code] = /^\/api\/(?:signings|contracts)\/([^/?]+)/.exec(path) ?? [];
  return code === 'current' ? undefined : code;
}

/** An app may have made the text itself. */
function fromJson(data: unknown): unknown {
  if (typeof data !== 'string') return data ?? null;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function without(secret: string, body: unknown): unknown {
  return field(body, secret) === undefined ? body : { ...(body as object), [secret]: hidden };
}
