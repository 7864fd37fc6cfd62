import type { Signing } from '@contract-kit/shared';
import { type Client, startWorld, until, type World, waitFor } from '../kit';
import type { Answer as Answered } from '../kit/client';
import { type ServerProcess, startServer } from './server-process';

/** What WeChat Pay may answer to a query when there is no contract: which of these it is, nobody has published. */
type Answer = { status: number; code: string } | { status: 200; contractState: string };

const listed = ['CONTRACT_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'RESOURCE_NOT_FOUND', 'NOT_FOUND'];
const none: [string, Answer][] = [
  ...[403, 404, 400].flatMap((status) =>
    listed.map((code): [string, Answer] => [`${status} ${code}`, { status, code }]),
  ),
  ['200 NOT_SIGNED', { status: 200, contractState: 'NOT_SIGNED' }],
];
const unknown: [string, Answer][] = [
  ['400 PARAM_ERROR', { status: 400, code: 'PARAM_ERROR' }],
  ['403 NO_AUTH', { status: 403, code: 'NO_AUTH' }],
  ['500 SYSTEM_ERROR', { status: 500, code: 'SYSTEM_ERROR' }],
];

/** What each user comes to, in ms after the return or the first post. */
const notSignedWithin = 7_000;
const signedWithin = 4_000;
const signedAfterSuccessWithin = 1_000;

/** The server starts its queries over for a return that comes this long after another. */
const RETURNS_APART_MS = 3_100;
const LIFETIME_SECONDS = 15;

let world: World;
const servers: ServerProcess[] = [];
const shortLived: ServerProcess[] = [];
let wronglySet: ServerProcess | undefined;

beforeAll(async () => {
  world = await startWorld();
  // Nobody tells of anything: queries must find out.
  await world.control.notify({ drop: true });
  const short = { SIGNING_LIFETIME_SECONDS: String(LIFETIME_SECONDS), REDIS_PREFIX: world.key('short:') };
  // One after another: a loaded machine has its time for each.
  for (const env of [{}, {}]) servers.push(await startServer(await world.env(env)));
  for (const env of [short, short]) shortLived.push(await startServer(await world.env(env)));
  wronglySet = await startServer(await world.env({ SERVICE_ID: '99999' }));
});
afterAll(async () => {
  await Promise.all([...servers, ...shortLived, wronglySet].map((server) => server?.kill()));
  await world?.close();
});

/** Of every server that works for the same Redis names, the wrongly set one included. */
const allLogs = () => [...servers, wronglySet!].flatMap(({ logs }) => logs);

/** Tries again, as the mini-program does, when a loaded machine did not have the server answer in time. */
function patient(client: Client): Client {
  const calls = Object.entries(client).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      for (;;) {
        const answer = await (call as (...args: unknown[]) => Promise<Answered<unknown>>)(...args);
        if (answer.status < 500) return answer;
        await sleep(300);
      }
    },
  ]);
  return Object.fromEntries(calls);
}

/** A person whose every call goes to the next server, with a signing whose query is answered so. */
async function signer(answer: Answer, of = servers) {
  const { client } = await world.login(of[0]!);
  let calls = 0;
  const user = () => patient(client(of[calls++ % of.length]!));
  const created = (await user().create()).body;
  const { outContractCode } = created;
  await world.control.query(outContractCode, { queryOfUnsigned: answer, forgetsEnded: true });
  return { user, at: client, outContractCode, created };
}
type Signer = Awaited<ReturnType<typeof signer>>;

const jump = ({ user, outContractCode }: Signer, seq: number) =>
  user().launch(outContractCode, { outcome: 'opened', seq });
const comeBack = ({ user, outContractCode }: Signer, seq: number, extraData?: object) =>
  user().return(outContractCode, { scene: 1038, seq, ...(extraData && { extraData }) });
const success = { return_code: 'SUCCESS' };

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Jumps and comes back without a word, so often, as far apart as makes each return count. */
async function comeBackOften(signer: Signer, times: number): Promise<void> {
  for (let seq = 1; seq <= times; seq++) {
    await jump(signer, seq);
    await comeBack(signer, seq);
    await sleep(RETURNS_APART_MS);
  }
}

/** What the user reads, and that there is a way on: the same code with `launch`, at once and from every call. */
async function expectWayOn({ user, outContractCode, created }: Signer, status: Signing['status']) {
  const [posted, read, current] = await Promise.all([
    user().create(),
    user().get(outContractCode),
    user().current(),
  ]);
  for (const answer of [posted, read, current]) {
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ outContractCode, status, launch: created.launch });
  }
}

/** Reads until the status is there. @returns how long after the return, by the servers' own clock, in ms */
async function becomes(signer: Signer, status: Signing['status'], seq: number): Promise<number> {
  const { user, outContractCode } = signer;
  await until({ get: (...args) => user().get(...args) }, outContractCode, status);
  const logged = (what: Record<string, unknown>) =>
    waitFor(`a log line with ${JSON.stringify(what)}`, () =>
      allLogs().findLast((line) =>
        Object.entries({ outContractCode, ...what }).every(([name, value]) => line[name] === value),
      ),
    );
  const returned = await logged({ event: 'return', seq });
  const fact = await logged({ event: 'fact', status });
  return Date.parse(String(fact.time)) - Date.parse(String(returned.time));
}

/** Between one user and the next, so that what is measured is not how they all began at once. */
const BEGIN_APART_MS = 150;

/** What users do of whom a query answers so: each is a cell of the table. Those that take longest begin first. */
const cells: Record<string, (answer: Answer, tellsNone: boolean) => Promise<void>> = {
  async 'came back ten times'(answer, tellsNone) {
    const one = await signer(answer);
    await comeBackOften(one, 9);
    await jump(one, 10);
    await comeBack(one, 10);
    await expectWayOn(one, 'confirming');
    if (tellsNone) expect(await becomes(one, 'not_signed', 10)).toBeLessThan(notSignedWithin);
    else await sleep(notSignedWithin);
    await expectWayOn(one, tellsNone ? 'not_signed' : 'confirming');
  },

  'signed at the tenth return': (answer) => signs(answer, 10, undefined, signedWithin),
  'signed at the tenth return, and says so': (answer) => signs(answer, 10, success, signedAfterSuccessWithin),

  'never came back, up to the end': (answer) => toTheEnd(answer, 0),
  'came back once, up to the end': (answer) => toTheEnd(answer, 1),

  async 'came back once'(answer, tellsNone) {
    const one = await signer(answer);
    await jump(one, 1);
    await comeBack(one, 1);
    await expectWayOn(one, 'confirming');
    if (tellsNone) expect(await becomes(one, 'not_signed', 1)).toBeLessThan(notSignedWithin);
    else await sleep(notSignedWithin);
    await expectWayOn(one, tellsNone ? 'not_signed' : 'confirming');
  },

  async 'never came back'(answer) {
    const one = await signer(answer);
    await expectWayOn(one, 'ready');
    await jump(one, 1);
    await expectWayOn(one, 'signing');
  },

  signed: (answer) => signs(answer, 1, undefined, signedWithin),
  'signed, and says so': (answer) => signs(answer, 1, success, signedAfterSuccessWithin),

  async 'ended it in WeChat'(answer, tellsNone) {
    const one = await signer(answer);
    await signsWith(one, 1, success);
    await world.control.terminate(one.outContractCode);
    const asked = () => world.control.callsAbout(one.outContractCode, 'queryContract');
    const before = (await asked()).length;

    const again = await one.user().create();
    // A 500 is tried again within one query.
    expect((await asked()).length).toBeLessThanOrEqual(before + (answer.status === 500 ? 3 : 1));
    if (tellsNone) {
      expect([again.status, again.body.status]).toEqual([201, 'ready']);
      return;
    }
    expect(again.status).toBe(409);
    const details = { doubtful: true, contract: { outContractCode: one.outContractCode } };
    expect(again).toMatchObject({ error: 'already_signed', details });
    await waitFor('the error that says what to set', () =>
      allLogs().some(
        ({ level, outContractCode, msg }) =>
          level === 'error' &&
          outContractCode === one.outContractCode &&
          msg.includes('WECHATPAY_NO_CONTRACT_CODES'),
      ),
    );
    // The merchant hears of its end after all.
    await world.control.query(one.outContractCode, { forgetsEnded: false });
    await world.redis.del(world.key(`rate:rechecks:${one.outContractCode}`));
    expect((await one.user().create()).status).toBe(201);
  },
};

/** How many users try it before a time that is too long is the server's, and not that of a loaded machine. */
const TRIES = 3;

async function signs(answer: Answer, returns: number, extraData: object | undefined, within: number) {
  const took: number[] = [];
  while (took.length < TRIES && !took.some((ms) => ms < within)) {
    const one = await signer(answer);
    await comeBackOften(one, returns - 1);
    took.push(await signsWith(one, returns, extraData));
  }
  expect(Math.min(...took)).toBeLessThan(within);
}

async function signsWith(one: Signer, seq: number, extraData?: object): Promise<number> {
  await jump(one, seq);
  await world.control.sign(one.outContractCode);
  await comeBack(one, seq, extraData);
  return becomes(one, 'signed', seq);
}

async function toTheEnd(answer: Answer, returns: 0 | 1): Promise<void> {
  const one = await signer(answer, shortLived);
  await jump(one, 1);
  if (returns > 0) await comeBack(one, 1);
  const expiresAt = Date.parse(one.created.expiresAt!);
  await expectWayOn(one, returns > 0 ? 'confirming' : 'signing');
  await waitFor('its time to be over', () => Date.now() > expiresAt + 500);
  const over = (await one.user().create()).body;
  expect(over.launch === undefined || over.outContractCode !== one.outContractCode).toBe(true);
  await waitFor('its end', () => Date.now() > expiresAt + LIFETIME_SECONDS * 1000);
  const fresh = await one.user().create();
  expect(fresh.body).toMatchObject({ status: 'ready', launch: expect.anything() });
  expect(fresh.body.outContractCode).not.toBe(one.outContractCode);
}

it.concurrent.each([...none, ...unknown])(
  'leaves nobody locked out where the query of what is not signed answers %s',
  async (name, answer) => {
    const tellsNone = none.some(([listedName]) => listedName === name);
    // They wait far more than they work, so all side by side.
    const row = [...none, ...unknown].findIndex(([other]) => other === name);
    const rows = none.length + unknown.length;
    const outcomes = await Promise.allSettled(
      Object.entries(cells).map(async ([who, play], column) => {
        await sleep((column * rows + row) * BEGIN_APART_MS);
        await play(answer, tellsNone).catch((error) => {
          throw new Error(`a user who ${who}: ${error.message}`, { cause: error });
        });
      }),
    );
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message }) => message).join('\n'));
  },
);

it('lets a user sign again as soon as the variable that the error names is set', async () => {
  const one = await signer({ status: 400, code: 'PARAM_ERROR' });
  await signsWith(one, 1, success);
  await world.control.terminate(one.outContractCode);
  expect((await one.user().create()).status).toBe(409);

  const told = await startServer(await world.env({ WECHATPAY_NO_CONTRACT_CODES: '400:PARAM_ERROR' }));
  try {
    expect((await one.at(told).create()).status).toBe(201);
  } finally {
    await told.kill();
  }
});

it.each([...none, ...unknown])(
  'never ends a contract in force because SERVICE_ID is wrong and a query answers %s',
  async (_, answer) => {
    const one = await signer(answer);
    await signsWith(one, 1, success);
    const said =
      'code' in answer
        ? { status: answer.status, code: answer.code }
        : { status: 200, body: JSON.stringify({ contract_state: answer.contractState }) };
    const both = ['queryContract', 'terminateContract'] as const;
    await world.control.faults(both.map((operation) => ({ operation, kind: 'http', ...said })));
    try {
      const user = one.at(wronglySet!);
      for (const attempt of [user.create, () => user.terminate(one.outContractCode), user.create]) {
        await attempt();
        expect((await user.get(one.outContractCode)).body.status).toBe('signed');
      }
    } finally {
      await world.control.faults([]);
    }
  },
);
