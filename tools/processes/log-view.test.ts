import { statusTexts } from '@contract-kit/shared';
import { listeningUrl, viewLogLine } from './log-view';

const time = '2026-11-23T19:51:43.630Z';
const line = (entry: object) => JSON.stringify({ time, ...entry });

it.each(Object.entries(statusTexts['zh-CN']))(
  'names the status %s as the product does: %s',
  (status, name) => {
    const merged = { level: 'info', event: 'fact', outContractCode: 'A1', fact: 'confirmed', status };
    expect(viewLogLine(line(merged))).toContain(`A1  ${name} ${status} `);
  },
);

it('tells what happened to a signing', () => {
  const merged = { level: 'info', event: 'fact', outContractCode: 'A1', fact: 'confirmed', status: 'signed' };
  expect(viewLogLine(line(merged))).toMatch(/A1 {2}已签约 signed \(confirmed\)$/);
  const event = {
    level: 'info',
    event: 'merchant-event',
    outContractCode: 'A1',
    name: 'signed',
    outcome: 'delivered',
  };
  expect(viewLogLine(line(event))).toMatch(/A1 {2}商户事件 merchant event signed delivered$/);
});

it('shows warnings and errors with their reason, and nothing else', () => {
  expect(
    viewLogLine(line({ level: 'error', msg: 'could not start', err: { message: 'port taken' } })),
  ).toMatch(/✗ could not start port taken$/);
  expect(viewLogLine(line({ level: 'warn', msg: 'no connection to Redis' }))).toMatch(
    /! no connection to Redis$/,
  );
  expect(viewLogLine(line({ level: 'warn', msg: 'no connection to Redis', zh: '连不上 Redis' }))).toMatch(
    /! 连不上 Redis no connection to Redis$/,
  );
  expect(viewLogLine(line({ level: 'info', msg: 'called WeChat Pay' }))).toBeUndefined();
  expect(viewLogLine('certificates GET: 200')).toBeUndefined();
  expect(viewLogLine('{"half a line')).toBeUndefined();
});

it('finds the address in the line that says that the server listens', () => {
  expect(listeningUrl(line({ event: 'listening', url: 'http://127.0.0.1:3000' }))).toBe(
    'http://127.0.0.1:3000',
  );
  expect(listeningUrl(line({ event: 'draining' }))).toBeUndefined();
});
