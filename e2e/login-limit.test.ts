import { randomUUID } from 'node:crypto';
import { send, startKit, useKit } from './kit';

// Any code logs in a user of its own, but those that begin with 0.
const given = useKit({ env: { TRUST_PROXY: '1' } });

afterEach(() => given.kit.control.faults([]));

/** Logs in as if from an address, which the proxy of TRUST_PROXY tells. */
async function login(code: string, from: string | undefined, url = given.kit.url) {
  const { status, error, headers } = await send(
    `${url}/api/login`,
    'POST',
    { 'content-type': 'application/json', ...(from !== undefined && { 'x-forwarded-for': from }) },
    JSON.stringify({ code }),
  );
  return { status, code: error?.code, retryAfter: Number(headers['retry-after']) };
}

const good = () => given.kit.control.code(`user-${randomUUID()}`);
const bad = (from: string | undefined, url?: string) => login(`0${randomUUID()}`, from, url);
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

async function fail(times: number, from: string) {
  const answers = [];
  for (let i = 0; i < times; i++) answers.push(await bad(from));
  return statuses(answers);
}

it('30 failed logins from one address are refused as such, and then every login for up to ten minutes', async () => {
  expect(await fail(30, '203.0.113.1')).toEqual(Array(30).fill(401));
  const asked = (await given.kit.control.requests()).length;
  for (const answer of [await bad('203.0.113.1'), await login(await good(), '203.0.113.1')]) {
    expect(answer).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(answer.retryAfter).toBeGreaterThan(500);
    expect(answer.retryAfter).toBeLessThanOrEqual(600);
  }
  // WeChat was not asked.
  expect((await given.kit.control.requests()).length).toBe(asked);
  expect((await login(await good(), '203.0.113.2')).status).toBe(200);
});

it('of 40 failed logins at once no more than 30 are told whether their code was good', async () => {
  const answers = statuses(await Promise.all(Array.from({ length: 40 }, () => bad('203.0.113.3'))));
  expect(answers.filter((status) => status === 401)).toHaveLength(30);
  expect(answers.filter((status) => status === 429)).toHaveLength(10);
});

it('one /64 is one address, and IPv4 is itself however it is written', async () => {
  expect(await fail(15, '2001:db8:1:2::1')).toEqual(Array(15).fill(401));
  expect(await fail(15, '2001:db8:1:2:ffff::9')).toEqual(Array(15).fill(401));
  expect((await bad('2001:db8:1:2:3::4')).status).toBe(429);
  expect((await bad('2001:db8:1:3::1')).status).toBe(401);
  expect(await fail(30, '203.0.113.4')).toEqual(Array(30).fill(401));
  expect((await bad('::ffff:203.0.113.4')).status).toBe(429);
});

it('what is not the caller’s fault does not count', async () => {
  const from = '203.0.113.5';
  for (const code of [40013, 40226, 45011, -1]) {
    await given.kit.control.faults([{ operation: 'jscode2session', kind: 'http', code }]);
    for (let i = 0; i < 8; i++) expect([401, 429]).not.toContain((await login(await good(), from)).code);
  }
  await given.kit.control.faults([]);
  expect((await login(await good(), from)).status).toBe(200);
  expect(await fail(30, from)).toEqual(Array(30).fill(401));
});

it('2,000 good logins a minute from one address: none is refused', async () => {
  const from = '203.0.113.6';
  const codes: string[] = [];
  const answers: number[] = [];
  const twentyAtATime = (work: () => Promise<void>) => Promise.all(Array.from({ length: 20 }, work));
  await twentyAtATime(async () => {
    for (let i = 0; i < 100; i++) codes.push(await given.kit.control.code(`of-many-${codes.length}-${i}`));
  });
  const began = performance.now();
  await twentyAtATime(async () => {
    for (let code = codes.pop(); code !== undefined; code = codes.pop())
      answers.push((await login(code, from)).status);
  });
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  expect(answers).toHaveLength(2_000);
  expect(performance.now() - began).toBeLessThan(60_000);
});

it('without TRUST_PROXY: whoever comes through a proxy is not limited by address, and the log says once what to set', async () => {
  const kit = await startKit();
  try {
    for (let i = 0; i < 31; i++) expect((await bad('203.0.113.7', kit.url)).status).toBe(401);
    const warnings = kit.logs.filter(({ msg }) => msg.includes('TRUST_PROXY'));
    expect(warnings).toMatchObject([{ level: 'warn' }]);
    // Whoever comes directly is.
    for (let i = 0; i < 30; i++) expect((await bad(undefined, kit.url)).status).toBe(401);
    expect((await bad(undefined, kit.url)).status).toBe(429);
  } finally {
    await kit.close();
  }
});
