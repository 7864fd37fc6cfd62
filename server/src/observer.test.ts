import type { ObservedEntry } from '@contract-kit/shared';
import { notification, wireContract } from '../test/fake-platform';
import { ask } from '../test/http';
import { usePlatform } from '../test/platform';
import { waitFor } from '../test/wait';
import type { MerchantFunctions } from './events/merchant-functions';
import { createLogger } from './logging';
import { createObserver } from './observer';
import { type Observed, type RunningServer, startServer } from './server';

const { known, config } = usePlatform();
const openid = 'o-flow';
const contractId = '201710180325670965';
const sessionId = 'a-session-of-signing';

const running: RunningServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close({ atOnce: true }))));

/** A server that somebody observes, and a user who has signed there: the merchant takes the event at the second attempt. */
async function flow(observed: Observed, merchant: Partial<MerchantFunctions> = {}) {
  let server: RunningServer | undefined;
  const take = async () => {};
  const log = createLogger('info', { write() {} });
  const functions = { onContractSigned: take, onContractTerminated: take, ...merchant };
  server = await startServer(config(), log, functions, observed);
  running.push(server);
  const send = async (path: string, body: object = {}, headers: Record<string, string> = {}) =>
    ask(server.url, 'POST', path, {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const { token } = (await send('/api/login', { code: 'the-login-code' })).body;
  const bearer = { authorization: `Bearer ${token}` };
  const { outContractCode } = (await send('/api/signings', {}, bearer)).body;
  await send(
    `/api/signings/${outContractCode}/launch`,
    { outcome: 'failed', errMsg: `${openid} ${token}` },
    bearer,
  );
  await send(`/api/signings/other/return?token=${token}&openid=${openid}`, { scene: 1038 }, bearer);
  await notify(server.url, outContractCode);
  return { server, token, outContractCode };
}

function notify(url: string, outContractCode: string) {
  const contract = wireContract({
    out_contract_code: outContractCode,
    contract_id: contractId,
    sub_mchid: '1900000109',
    sub_appid: 'wxd678efh567hg6788',
    sub_openid: openid,
    openid: undefined,
  });
  known.set(outContractCode, contract);
  const { headers, body } = notification(contract);
  return ask(url, 'POST', '/notifications/wechatpay', { headers: headers as Record<string, string>, body });
}

/** Prints and throws what it should not say at the first attempt. */
function talkative(server: () => RunningServer): Partial<MerchantFunctions> {
  return {
    async onContractSigned(event, { attempt }) {
      server().printed('stdout', `saving ${event.openid} ${event.contractId}`);
      if (attempt === 1) throw new Error(`no account of ${event.openid}`);
    },
  };
}

async function observe(how: Pick<Observed, 'observesAsIs'> = {}) {
  const entries: ObservedEntry[] = [];
  const isTaken = (entry: ObservedEntry) => entry.kind === 'event' && entry.outcome === 'delivered';
  const found = await flow(
    { observe: (entry) => void entries.push(entry), ...how },
    talkative(() => running[0]!),
  );
  await waitFor('the event to be taken', () => entries.some(isTaken));
  const of = <Kind extends ObservedEntry['kind']>(kind: Kind) =>
    entries.filter((entry): entry is Extract<ObservedEntry, { kind: Kind }> => entry.kind === kind);
  return { ...found, entries, of };
}

it('tells of requests, calls, facts with the rule that holds, and each attempt of an event once', async () => {
  const { of, outContractCode } = await observe({ observesAsIs: true });
  expect(
    of('request').map(({ method, path, status, problem }) => [method, path.split('?')[0], status, problem]),
  ).toEqual([
    ['POST', '/api/login', 200, undefined],
    ['POST', '/api/signings', 201, undefined],
    ['POST', `/api/signings/${outContractCode}/launch`, 200, undefined],
    ['POST', '/api/signings/other/return', 400, 'invalid_request'],
    ['POST', '/notifications/wechatpay', 204, undefined],
  ]);
  expect(of('call').map(({ operation, outcome }) => [operation, outcome])).toEqual(
    expect.arrayContaining([
      ['jscode2session', 'ok'],
      ['preEntrustSign', 'ok'],
    ]),
  );
  expect(of('call').find(({ operation }) => operation === 'preEntrustSign')).toMatchObject({
    outContractCode,
  });
  expect(of('fact').map(({ fact, status, rule }) => [fact, status, rule])).toEqual([
    ['party', 'ready', ''],
    ['preSigned', 'ready', ''],
    ['confirmed', 'signed', 'confirmed'],
  ]);
  expect(of('fact').at(-1)!.facts).toMatchObject({ party: { openid }, confirmed: { contractId } });
  const about = { outContractCode, name: 'signed', attempts: 13, event: expect.objectContaining({ openid }) };
  expect(of('event')).toMatchObject([
    { ...about, attempt: 1, outcome: 'failed', nextAt: expect.any(Number) },
    { ...about, attempt: 2, outcome: 'delivered' },
  ]);
  const [first] = of('event');
  expect(first!.nextAt! - first!.at).toBeGreaterThanOrEqual(1000);
  expect(first!.error!.message).toBe(`no account of ${openid}`);
  expect(first!.error!.stack).toContain('observer.test.ts');
  // No warning says the same again; of the Redis that the tests run on there may be one.
  expect(of('trouble').filter(({ text }) => !text.startsWith('Redis'))).toEqual([]);
});

it('tells what was printed during a call with the event that it was for', async () => {
  const { of, outContractCode } = await observe({ observesAsIs: true });
  running[0]!.printed('stderr', 'elsewhere');
  const text = `saving ${openid} ${contractId}`;
  const event = { outContractCode, eventId: `${outContractCode}-signed` };
  expect(of('print')).toEqual([
    { at: expect.any(Number), kind: 'print', stream: 'stdout', text, ...event, attempt: 1 },
    { at: expect.any(Number), kind: 'print', stream: 'stdout', text, ...event, attempt: 2 },
    { at: expect.any(Number), kind: 'print', stream: 'stderr', text: 'elsewhere' },
  ]);
});

it('has no openid, token, id or key in any entry, in whatever text it stands, unless it is beside a simulator', async () => {
  const { entries, of, token } = await observe();
  running[0]!.printed('stdout', `the key ${config().wechatPay.apiV3Key.toString()}`);
  expect(of('print')).toHaveLength(3);
  const kinds = new Set(entries.map(({ kind }) => kind));
  expect(['request', 'call', 'fact', 'event', 'print'].filter((kind) => !kinds.has(kind as never))).toEqual(
    [],
  );
  const secrets = {
    openid,
    contractId,
    sessionId,
    token,
    code: 'the-login-code',
    key: config().wechatPay.apiV3Key.toString(),
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect({ [name]: entries.filter((entry) => JSON.stringify(entry).includes(secret)) }).toEqual({
      [name]: [],
    });
  }
});

it.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('no observer');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no observer'))],
  ['never resolves', () => new Promise(() => {})],
])('goes on as if nobody looked when the observer %s', async (_, observe) => {
  const taken: string[] = [];
  const { outContractCode } = await flow(
    { observe },
    {
      onContractSigned: async (event) => void taken.push(event.outContractCode),
    },
  );
  await waitFor('the event', () => taken.includes(outContractCode));
});

it('finds the keys of its configuration however much it has heard since', () => {
  const texts: string[] = [];
  const log = createLogger('info', { write() {} });
  const { tell, learn } = createObserver((entry) => entry.kind === 'print' && texts.push(entry.text), log, {
    apiV3Key: 'the-key-of-all-notifications',
  });
  for (let number = 0; number < 2_500; number += 1) learn({ openid: `somebody-${number}` });
  tell({ at: 1, kind: 'print', stream: 'stdout', text: 'the-key-of-all-notifications of somebody-2499' });
  expect(texts).toEqual(['[redacted] of [redacted]']);
});

it('leaves nothing of a value that begins with another', () => {
  const texts: string[] = [];
  const log = createLogger('info', { write() {} });
  const { tell, learn } = createObserver(
    (entry) => entry.kind === 'print' && texts.push(entry.text),
    log,
    {},
  );
  learn({ openid: 'somebody' });
  learn({ openid: 'somebody-else' });
  tell({ at: 1, kind: 'print', stream: 'stdout', text: 'somebody-else of somebody' });
  expect(texts).toEqual(['[redacted] of [redacted]']);
});

it('says once that the observer fails', () => {
  const lines: { msg: string }[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const failing = () => {
    throw new Error('no observer');
  };
  const { tell } = createObserver(failing, log, undefined);
  const entry: ObservedEntry = { at: 1, kind: 'print', stream: 'stdout', text: 'x' };
  tell(entry);
  tell(entry);
  expect(lines.map(({ msg }) => msg)).toEqual(['the observer failed']);
});

it('adds the warnings and errors of the log, but for what entries of another kind say', () => {
  const heard: ObservedEntry[] = [];
  const log = createLogger('info', { write() {} });
  const { end } = createObserver((entry) => heard.push(entry), log, undefined);
  log.info('listening');
  log.warn({ outContractCode: 'C1', attempt: 2, openid: 'o1' }, 'query gave no answer');
  log.warn({ outContractCode: 'C1' }, 'merchant event');
  log.warn({}, 'called WeChat Pay');
  end();
  log.warn('said after the end');
  expect(heard).toMatchObject([
    {
      kind: 'trouble',
      level: 'warn',
      text: 'query gave no answer',
      zh: '查询没有得到结果',
      outContractCode: 'C1',
      fields: { attempt: 2, openid: '[redacted]' },
    },
  ]);
});
