import type { PlatformEvent } from '@contract-kit/simulator';
import type { NewEntry } from './entry';
import { textField } from './field';
import type { StreamedEvent } from './platform-events';

type Of<Type extends PlatformEvent['type']> = Extract<PlatformEvent, { type: Type }>;
type Attempt = NonNullable<Of<'notification'>['attempt']>;

/** What WeChat's side tells: what the server has asked of it, its notifications, what users do with sessions and contracts. */
export function fromPlatform(event: StreamedEvent): NewEntry | undefined {
  switch (event.type) {
    case 'request':
      return request(event);
    case 'notification':
      return notification(event);
    case 'action':
      return action(event);
    case 'reset':
      return { kind: 'reset', at: Date.parse(event.at) };
    default:
      return undefined;
  }
}

function request({ request: asked }: Of<'request'>): NewEntry {
  const { at, operation, method, url, body, status, code, answer, ms, fault, requestId } = asked;
  const problem = code ?? (status === null ? fault : null);
  return {
    kind: 'request',
    from: 'server',
    to: 'wechatpay',
    at: Date.parse(at),
    name: operation ?? `${method} ${url}`,
    status,
    ...(problem !== null && { problem }),
    ...(ms !== null && { ms }),
    ...contractOf(textField(body, 'out_contract_code') ?? codeInUrl(url)),
    detail: { method, url, request: body, answer, requestId },
  };
}

function notification({ notification: told, attempt, sent, number }: Of<'notification'>): NewEntry {
  const { id, createdAt, eventType, url, resource, state, outContractCode } = told;
  const problem = attempt === null ? state : (attempt.error ?? refusalIn(attempt));
  return {
    kind: 'notification',
    at: Date.parse(attempt?.at ?? createdAt),
    eventType,
    attempt: number,
    status: attempt?.status ?? null,
    ...(problem !== undefined && { problem }),
    ...contractOf(outContractCode),
    detail: { id, createdAt, eventType, url, resource, state, ...(attempt && sentAs(attempt, sent)) },
  };
}

/** What tells one attempt from another. */
function sentAs(
  { answer, status, serial, timestamp, nonce, corrupt, probe }: Attempt,
  sent: Of<'notification'>['sent'],
) {
  const json = answer === null || answer === '' ? null : (asJson(answer) ?? answer);
  const signature = {
    'Wechatpay-Serial': serial,
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
  };
  return {
    status,
    answer: json,
    headers: { ...signature, ...sent?.headers },
    ...(sent && { body: sent.body, signed: `${timestamp}\n${nonce}\n${sent.body}\n` }),
    ...(corrupt !== null && { corrupt }),
    ...(probe && { probe }),
  };
}

function action({ at, action: name, outContractCode, mode }: Of<'action'>): NewEntry | undefined {
  // The merchant has asked for it: that request is an entry already.
  if (mode === 'MCH_API_TERMINATE') return undefined;
  const detail = mode === null ? {} : { detail: { mode } };
  return { kind: 'user', at: Date.parse(at), action: name, outContractCode, ...detail };
}

function contractOf(outContractCode: string | null | undefined): { outContractCode?: string } {
  return typeof outContractCode === 'string' ? { outContractCode } : {};
}

function codeInUrl(url: string): string | undefined {
  return /\/out-contract-code\/([^/?]+)/.exec(url)?.[1];
}

/** Its `code` is FAIL whatever the matter: https://pay.weixin.qq.com/doc/v3/partner/4019605946 */
function refusalIn({ status, answer }: Attempt): string | undefined {
  if (status === null || status < 300) return undefined;
  const said = answer === null ? null : asJson(answer);
  return textField(said, 'message') ?? textField(said, 'code');
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
