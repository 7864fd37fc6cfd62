import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { type ErrorResponse, errors } from '@contract-kit/shared';
import type { Logger } from 'pino';

const fixes = {
  early: 'a request came before start(): await contracts.start() before the application listens',
  late: 'a request came after close(): have the application stop listening first',
};

/** Answers requests before the start, or after the end: 503, so that they are sent again. The log says it once. */
export function createRefusal(when: keyof typeof fixes, log: Logger): RequestListener {
  let isSaid = false;
  return ({ headers }, response) => {
    if (!isSaid) log.error({ event: 'not-running' }, fixes[when]);
    isSaid = true;
    const requestId = randomUUID();
    const { status, ...messages } = errors.not_running;
    const message = messages[headers['accept-language']?.startsWith('en') ? 'en' : 'zh-CN'];
    const body: ErrorResponse = { error: { code: 'not_running', message, requestId } };
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
      'Retry-After': '1',
    });
    response.end(JSON.stringify(body));
  };
}
