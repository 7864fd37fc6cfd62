import type { Logger } from 'pino';
import { ApiError } from '../../api-error';
import { NotificationError, type NotificationReason } from '../../wechatpay';
import { createRefusalLog } from './refusals';
import { statusOf } from './status';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** The lines of a log, without what never differs. */
function start() {
  const lines: [fields: Record<string, unknown>, text: string][] = [];
  const log = { warn: (fields: never, text: string) => void lines.push([fields, text]) } as unknown as Logger;
  return { refused: createRefusalLog(log), lines };
}
const [first, second, third] = ['1', '2', '3'].map((text) => new Error(text));

it('tells of the first at once', () => {
  const { refused, lines } = start();
  refused('signature', first, 'id-1');
  expect(lines).toEqual([
    [{ event: 'notification', result: 'signature', requestId: 'id-1', err: first }, 'notification refused'],
  ]);
  jest.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(1);
  expect(jest.getTimerCount()).toBe(0);
});

it('counts by reason those that follow within a second, in one line', () => {
  const { refused, lines } = start();
  refused('signature', first, 'id-1');
  refused('signature', second, 'id-2');
  refused('timestamp', second, 'id-3');
  refused('timestamp', third, 'id-4');
  jest.advanceTimersByTime(999);
  expect(lines).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(lines.slice(1)).toEqual([
    [
      {
        event: 'notifications-refused',
        count: 3,
        reasons: { signature: 1, timestamp: 2 },
        err: third,
      },
      'notifications refused',
    ],
  ]);
});

it('goes on by the second while they come, and begins anew when none came for one', () => {
  const { refused, lines } = start();
  refused('signature', first, 'id-1');
  refused('signature', first, 'id-2');
  jest.advanceTimersByTime(1_000);
  refused('envelope', second, 'id-3');
  jest.advanceTimersByTime(1_000);
  expect(lines[2]![0]).toMatchObject({ count: 1, reasons: { envelope: 1 } });
  jest.advanceTimersByTime(1_000);
  expect(lines).toHaveLength(3);
  refused('envelope', third, 'id-4');
  expect(lines[3]).toEqual([
    { event: 'notification', result: 'envelope', requestId: 'id-4', err: third },
    'notification refused',
  ]);
});

it.each<[NotificationReason, number]>([
  ['missing_header', 401],
  ['malformed_header', 400],
  ['signature_type', 401],
  ['timestamp', 401],
  ['unknown_serial', 401],
  ['signature', 401],
  ['keys_unavailable', 503],
  ['envelope', 400],
  ['algorithm', 400],
  ['ciphertext', 400],
  ['unreadable', 400],
  ['mismatch', 400],
])('%s is answered with %i', (reason, status) => {
  expect(statusOf(new NotificationError(reason, 'x'))).toBe(status);
});

it.each<[unknown, number]>([
  [new ApiError('body_too_large'), 413],
  [new ApiError('invalid_request'), 400],
  [new ApiError('internal'), 503],
  [new Error('Redis is away'), 503],
  ['oops', 503],
])('%s is answered with %i', (thrown, status) => {
  expect(statusOf(thrown)).toBe(status);
});
