import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Context, Middleware } from 'koa';
import { type Answer, answerUnder } from './answer';
import { ApiError, innerCode, paramError } from './api-error';
import type { Fault, OperationName } from './faults';
import { jsonOrText } from './json-or-text';
import { keyFor, type Platform } from './platform';
import { readBody } from './read-body';
import { parseAuthorization, probePrefix, signatureHeaders, spoil, unknownSerial } from './signature';

interface Call {
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An operation of WeChat Pay: returns what is answered with 200, throws `ApiError` for any other answer. */
export interface Operation {
  name: OperationName;
  handle(platform: Platform, call: Call): object;
}

/** Checks the request, does the operation's work, signs the answer, and lets a fault that waits for it strike. */
export function serve(platform: Platform, operation: Operation | null): Middleware {
  return async (context) => {
    const record = platform.requests.add({
      ...describe(context),
      operation: operation?.name ?? null,
    });
    let body: Buffer;
    try {
      body = await readBody(context.req);
      record.body = jsonOrText(body.toString());
      platform.checks.check({
        method: context.method,
        url: context.req.url ?? '',
        headers: context.headers,
        body,
      });
      if (operation === null)
        throw new ApiError(404, 'NOT_FOUND', `没有这个接口：${context.method} ${context.path}`);
      const [parameter] = new URLSearchParams(context.querystring).keys();
      if (parameter !== undefined) {
        throw paramError(`/${parameter}`, '不支持的字段', 'query', innerCode.illegalField);
      }
    } catch (error) {
      const refusal = sign(platform, context, errorAnswer(platform, error), undefined);
      return answerUnder(platform, context, undefined, record, () => refusal);
    }

    const fault = platform.faults.take(operation.name);
    const work = () => {
      try {
        const call = { params: context.params as Record<string, string>, headers: context.headers, body };
        return jsonAnswer(200, operation.handle(platform, call), innerCode.ok);
      } catch (error) {
        return errorAnswer(platform, error);
      }
    };
    return answerUnder(platform, context, fault, record, (isReplaced, isDone) => {
      const real = isDone ? work() : undefined;
      const answer = isReplaced || real === undefined ? faultAnswer(fault) : real;
      return sign(platform, context, answer, fault);
    });
  };
}

function describe({ req, headers, method }: Context) {
  return {
    at: new Date().toISOString(),
    method,
    url: req.url ?? '',
    userAgent: headers['user-agent'] ?? null,
    serial: headers['wechatpay-serial']?.toString() ?? null,
    nonce: parseAuthorization(headers.authorization ?? '')?.nonce_str ?? null,
    body: null,
  };
}

function jsonAnswer(status: number, json: object, inner: number): Answer {
  return {
    status,
    code: 'code' in json ? String(json.code) : null,
    body: JSON.stringify(json),
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Request-ID': `08${randomBytes(20).toString('hex').toUpperCase()}-${inner}`,
    },
  };
}

function errorAnswer(platform: Platform, error: unknown): Answer {
  if (error instanceof ApiError) {
    const { status, code, message, more } = error;
    const detail = more.detail === undefined ? {} : { detail: more.detail };
    return jsonAnswer(status, { code, message, ...detail }, more.inner ?? innerCode.other);
  }
  platform.options.log(`模拟器出错 simulator error: ${error instanceof Error ? error.stack : String(error)}`);
  return jsonAnswer(500, { code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' }, innerCode.other);
}

function faultAnswer(fault: Fault | undefined): Answer {
  const code = String(fault?.code ?? 'SYSTEM_ERROR');
  const answer = jsonAnswer(
    fault?.status ?? 500,
    { code, message: fault?.message ?? '系统繁忙，请稍后重试' },
    innerCode.other,
  );
  return fault?.body === undefined ? answer : { ...answer, code: null, body: fault.body };
}

function sign(platform: Platform, context: Context, answer: Answer, fault: Fault | undefined): Answer {
  if (fault?.unsigned) return answer;
  const key = platform.keys[keyFor(platform, context.headers)];
  const signature = signatureHeaders(answer.body, key, fault?.clockSkewSeconds);
  if (fault?.unknownSerial) signature['Wechatpay-Serial'] = unknownSerial(key.serial);
  if (fault?.badSignature) signature['Wechatpay-Signature'] = spoil(signature['Wechatpay-Signature']);
  if (fault?.probe)
    signature['Wechatpay-Signature'] = `${probePrefix}${spoil(signature['Wechatpay-Signature'])}`;
  return { ...answer, headers: { ...answer.headers, ...signature } };
}
