import { createControl } from '@contract-kit/simulator/control';
import { Redis } from 'ioredis';
import { startNode } from '../../tools/processes/processes';
import { ensureWeapp } from '../../tools/weapp/package';
import { waitFor } from '../kit/wait';

const redisUrl = process.env.TEST_REDIS_URL!;
// The demo builds it, too, which would take its time here.
beforeAll(async () => void (await ensureWeapp()));

const runs: ReturnType<typeof startNode>[] = [];
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop();
});

/** `npm run demo` on the Redis of the test run. */
function startDemo(url = redisUrl) {
  const demo = startNode('e2e/demo/main.ts', { env: { ...process.env, REDIS_URL: url }, output: 'pipe' });
  runs.push(demo);
  let said = '';
  for (const stream of [demo.child.stdout!, demo.child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return {
    ...demo,
    said: () => said,
    /** The first match of what it says. */
    says: (pattern: RegExp) => waitFor(String(pattern), () => pattern.exec(said)?.[0]),
  };
}

async function keysOf(prefix: string): Promise<string[]> {
  const redis = new Redis(redisUrl);
  try {
    return await redis.keys(`*${prefix}*`);
  } finally {
    redis.disconnect();
  }
}

const results = (said: string) => said.match(/^ {2}[✓✗] {2}\d\. .*/gm);

it('plays seven signings, exits 0, and leaves nothing in Redis', async () => {
  const demo = startDemo();
  const prefix = await demo.says(/demo-[0-9a-f]{10}/);
  await demo.says(/onContractSigned/);
  expect(await keysOf(prefix)).not.toEqual([]);
  expect(await demo.exited).toBe(0);
  expect(results(demo.said())).toEqual([
    expect.stringMatching(/✓ {2}1\..* ready → signing → signed {2,}signed {2,}\d/),
    expect.stringMatching(/✓ {2}2\..* ready → signing → confirming → signed {2,}signed {2,}\d/),
    expect.stringMatching(/✓ {2}3\..* confirming → not_signed → signing → signed {2,}signed {2,}\d/),
    expect.stringMatching(/✓ {2}4\..* signed → terminated {2,}signed → terminated {2,}\d/),
    expect.stringMatching(/✓ {2}5\..* signed → terminated {2,}signed → terminated {2,}\d/),
    expect.stringMatching(/✓ {2}6\..* ready → signing → expired {2,}— {2,}\d/),
    expect.stringMatching(/✓ {2}7\..* ready → signing → confirming → signing → signed {2,}signed {2,}\d/),
  ]);
  expect(demo.said()).not.toContain('✗');
  for (const text of ['开通免密支付', '正在确认签约结果', '尚未开通', '已开通', '签约已过期', '已解约']) {
    expect(demo.said()).toContain(`页面 page=${text}`);
  }
  expect(await keysOf(prefix)).toEqual([]);
});

it('says what was expected and what came when notifications begin to be forged, plays on, and exits 1', async () => {
  const demo = startDemo();
  const simulator = await demo.says(/(?<=simulator {2})http:\S+/);
  await demo.says(/^3\/7/m);
  await createControl(simulator).notify({ corrupt: 'signature' });
  expect(await demo.exited).toBe(1);
  expect(demo.said()).toMatch(
    /✗ .*POST \/notifications\/wechatpay\n.*期望 expected .*HTTP=204\n.*实际 came .*HTTP=401/,
  );
  expect(results(demo.said())!.map((line) => line.slice(2, 7))).toEqual([
    '✓  1.',
    '✓  2.',
    '✗  3.',
    '✗  4.',
    '✗  5.',
    '✓  6.',
    '✗  7.',
  ]);
});

it('ends every process that it started when it is interrupted', async () => {
  const demo = startDemo();
  const simulator = await demo.says(/(?<=simulator {2})http:\S+/);
  const server = await demo.says(/(?<=server {7})http:\S+/);
  const prefix = await demo.says(/demo-[0-9a-f]{10}/);
  await demo.says(/^2\/7/m);
  expect((await fetch(`${server}/healthz`)).status).toBe(200);
  await demo.stop();
  expect(await demo.exited).toBe(130);
  for (const url of [simulator, server]) await expect(fetch(url)).rejects.toThrow();
  expect(await keysOf(prefix)).toEqual([]);
  expect(demo.said()).not.toContain('✗');
});

it('shows the last words of a process that dies', async () => {
  const demo = startDemo('redis://127.0.0.1:1');
  expect(await demo.exited).toBe(1);
  expect(demo.said()).toMatch(/demo-server .*退出[\s\S]*could not start[\s\S]*demo-server\.log/);
});
