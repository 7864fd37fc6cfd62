import { app, good, useCode2Session } from '../../test/code2session-client';
import type { Reply } from '../../test/fake-upstream';
import { Code2SessionError } from './code2session';

const facing = useCode2Session();

describe('an answer', () => {
  const bad: [string, Reply, string][] = [
    ['never comes', 'hang', 'wechat_timeout'],
    ['stops half-way', 'stall', 'wechat_timeout'],
  ];
  test.each(bad)('that %s fails the login, and the code is not sent twice', async (_name, reply, kind) => {
    const { code2Session, upstream } = await facing(
      [reply],
      kind === 'wechat_timeout' ? { deadline: 500 } : {},
    );
    const started = Date.now();
    const error = await code2Session(app, 'code').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Code2SessionError);
    expect(error).toMatchObject({ kind });
    expect(Date.now() - started).toBeLessThan(4_500);
    expect(upstream.requests).toHaveLength(1);
  });
});

test('at most 256 calls are made at once, and the others wait', async () => {
  const { code2Session, upstream } = await facing([good]);
  const logins = Array.from({ length: 400 }, () => code2Session(app, 'code'));
  await expect(Promise.all(logins)).resolves.toHaveLength(400);
  expect(upstream.requests).toHaveLength(400);
  expect(upstream.connections()).toBeLessThanOrEqual(256);
});

test('a call waits no longer than its deadline for its turn', async () => {
  const { code2Session } = await facing(['hang'], { deadline: 1_000 });
  const started = Date.now();
  const logins = Array.from({ length: 300 }, () => code2Session(app, 'code'));
  for (const login of await Promise.allSettled(logins)) {
    expect(login).toMatchObject({ status: 'rejected', reason: { kind: 'wechat_timeout' } });
  }
  expect(Date.now() - started).toBeLessThan(4_500);
});
