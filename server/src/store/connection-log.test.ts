import { Redis } from 'ioredis';
import { createLogger } from '../logging';
import { logConnection } from './connection-log';

test('a lost connection is told once an outage, without a stack, and not while it is being closed', () => {
  const lines: Record<string, unknown>[] = [];
  const client = new Redis({ lazyConnect: true });
  const end = logConnection(
    client,
    'commands',
    createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) }),
  );
  const lost = (code: string) => client.emit('error', Object.assign(new Error(`connect ${code}`), { code }));

  lost('ECONNREFUSED');
  lost('ECONNREFUSED');
  expect(lines).toMatchObject([
    { level: 'warn', connection: 'commands', reason: 'ECONNREFUSED', error: 'connect ECONNREFUSED' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('    at ');

  client.emit('ready');
  lost('ECONNREFUSED');
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'info', 'warn']);

  end();
  lost('ECONNRESET');
  expect(lines).toHaveLength(3);
  client.disconnect();
});
