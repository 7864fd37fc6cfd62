import type { Fault } from '@contract-kit/simulator/control';
import { type Client, startKit, useKit, waitFor } from './kit';

const given = useKit();

afterEach(async () => {
  await given.kit.control.faults([]);
  await given.kit.control.notify({});
});

type Change = Omit<Fault, 'operation'>;

const html: Change = {
  kind: 'http',
  unsigned: true,
  contentType: 'text/html',
  body: '<html><body>502 Bad Gateway</body></html>',
};
const http = (status: number, code: string, more: Change = {}): Change => ({
  kind: 'http',
  status,
  code,
  ...more,
});

/** Answers that are not to be believed. */
const unbelievable: [what: string, fault: Change][] = [
  ['a bad signature', { badSignature: true }],
  ['a probe', { probe: true }],
  ['an old time', { clockSkewSeconds: -302 }],
  ['a time from the future', { clockSkewSeconds: 310 }],
  ['an unknown serial', { unknownSerial: true }],
  ['no signature', { unsigned: true }],
  ['HTML instead of JSON', { ...html, status: 200 }],
  ['HTML that is signed', { ...html, unsigned: false, status: 200 }],
  ['something else', { kind: 'http', status: 200, body: '{"pre_entrustweb_id":7}' }],
  ['nothing', { kind: 'http', status: 200, body: '' }],
];

/** Answers that leave open what became of the call. */
const failures: [what: string, fault: Change][] = [
  ['429', http(429, 'FREQUENCY_LIMITED')],
  ['500', http(500, 'SYSTEM_ERROR')],
  ['a gateway’s HTML', { ...html, status: 502 }],
  ['a redirect', http(302, 'FOUND', { headers: { Location: 'https://example.com/' } })],
  ['a reset', { kind: 'reset' }],
];

const requests = async (operation: string) =>
  (await given.kit.control.requests()).filter((request) => request.operation === operation);

/** A contract that was ended in WeChat without word of it: whoever asks learns it. */
async function endedUnnoticed() {
  const { kit } = given;
  const user = await kit.login();
  const outContractCode = await kit.contract(user);
  await kit.control.notify({ drop: true });
  await kit.control.terminate(outContractCode);
  await kit.control.notify({});
  return { user, outContractCode };
}

/** A contract in force that was asked about a moment ago, and is not before a termination. */
async function inForce() {
  const { kit } = given;
  const user = await kit.login();
  const outContractCode = await kit.contract(user);
  expect((await user.create()).error).toBe('already_signed');
  return { user, outContractCode };
}

/** Nothing is known of the code that failed, and the next attempt has one of its own. */
async function canTryAgain(user: Client) {
  expect((await user.current()).status).toBe(404);
  const tried = new Set((await requests('preEntrustSign')).map(({ body }) => body?.out_contract_code));
  const again = await user.create();
  expect([again.status, again.body.status]).toEqual([201, 'ready']);
  expect(tried).not.toContain(again.body.outContractCode);
}

describe('every answer of WeChat Pay’s', () => {
  /** Creates with one person, asks about another's contract, ends the contract of a third: all under one fault. */
  async function callAll(fault: Change) {
    const { control } = given.kit;
    const [creating, asking, ending] = [await given.kit.login(), await endedUnnoticed(), await inForce()];
    await control.notify({ drop: true });
    const operations = ['preEntrustSign', 'queryContract', 'terminateContract'] as const;
    await control.faults(operations.map((operation) => ({ operation, ...fault })));
    const [created, asked, ended] = await Promise.all([
      creating.create(),
      asking.user.create(),
      ending.user.terminate(ending.outContractCode),
    ]);
    await control.faults([]);

    expect([asked.status, asked.error]).toEqual([409, 'already_signed']);
    expect((await asking.user.get(asking.outContractCode)).body.status).toBe('signed');
    expect([ended.status, ended.error]).toEqual([503, 'wechatpay_unavailable']);
    expect(Number(ended.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ending.user.get(ending.outContractCode)).body.status).toBe('signed');
    await canTryAgain(creating);
    return created;
  }

  it.each(unbelievable)('with %s is not believed', async (_, fault) => {
    const created = await callAll(fault);
    expect([created.status, created.error]).toEqual([502, 'wechatpay_unverified']);
  });

  it.each(failures)('of %s says nothing, but when to come back', async (_, fault) => {
    const created = await callAll(fault);
    expect([created.status, created.error]).toEqual([503, 'wechatpay_unavailable']);
    expect(Number(created.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('an answer to the pre-sign', () => {
  async function create(fault: Change) {
    const { control } = given.kit;
    await control.faults([{ operation: 'preEntrustSign', ...fault }]);
    const user = await given.kit.login();
    const answer = await user.create();
    await control.faults([]);
    return { user, answer };
  }

  it('of 429 that names a time passes it on, and is not asked again before', async () => {
    const { user, answer } = await create(
      http(429, 'RATELIMIT_EXCEEDED', { headers: { 'Retry-After': '30' } }),
    );
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
    // Queries about earlier signings may come in between.
    expect((await requests('preEntrustSign')).at(-1)).toMatchObject({ status: 429 });
    await canTryAgain(user);
  });

  it.each([
    [403, 'NO_AUTH'],
    [400, 'PARAM_ERROR'],
    [400, 'INVALID_REQUEST'],
    [401, 'SIGN_ERROR'],
    [404, 'RESOURCE_NOT_EXISTS'],
  ])('of %i %s is a refusal: 502 with the code, asked once', async (status, code) => {
    const before = (await requests('preEntrustSign')).length;
    const { user, answer } = await create(http(status, code));
    expect([answer.status, answer.error]).toEqual([502, 'wechatpay_refused']);
    expect(answer.details).toMatchObject({ wechatpayCode: code, requestId: expect.stringMatching(/-\d+$/) });
    expect((await requests('preEntrustSign')).length).toBe(before + 1);
    await canTryAgain(user);
  });

  it.each([...unbelievable.slice(0, 2), ...failures])(
    'with %s once is asked for again, with the same code',
    async (_, fault) => {
      const before = (await requests('preEntrustSign')).length;
      const { answer } = await create({ ...fault, times: 1 });
      expect(answer.status).toBe(201);
      const asked = (await requests('preEntrustSign')).slice(before);
      expect(asked).toHaveLength(2);
      expect(new Set(asked.map(({ body }) => body?.out_contract_code))).toEqual(
        new Set([answer.body.outContractCode]),
      );
      expect(new Set(asked.map(({ nonce }) => nonce)).size).toBe(2);
    },
  );

  it('that is lost after the work was done gives the same session again', async () => {
    const { answer } = await create({ kind: 'reset', when: 'after', times: 1 });
    expect(answer.status).toBe(201);
    const known = (await given.kit.control.contracts()).filter(
      ({ outContractCode }) => outContractCode === answer.body.outContractCode,
    );
    expect(known).toMatchObject([{ preEntrustwebId: answer.body.launch!.extraData.pre_entrustweb_id }]);
  });
});

describe('an answer to a query', () => {
  it.each([
    ['403', http(403, 'NO_AUTH')],
    ['404 of another kind', http(404, 'USER_NOT_EXIST')],
    ['404 that is signed wrongly', http(404, 'RESOURCE_NOT_EXISTS', { badSignature: true })],
  ] as [string, Change][])('with %s leaves a recorded signature as it is', async (_, fault) => {
    const { user, outContractCode } = await endedUnnoticed();
    await given.kit.control.faults([{ operation: 'queryContract', ...fault }]);
    const answer = await user.create();
    expect([answer.status, answer.error]).toEqual([409, 'already_signed']);
    expect(answer.details).toMatchObject({ doubtful: true });
    expect((await user.get(outContractCode)).body.status).toBe('signed');
    // The termination is refused, because there is nothing to end; a query tells why.
    await given.kit.control.faults([]);
    expect((await user.terminate(outContractCode)).body).toMatchObject({ status: 'terminated' });
  });

  it.each([
    ['another provider', { mchid: '1900000999' }],
    ['another person', { sub_openid: 'oSomebodyElse' }],
    ['another app', { appid: 'wx0000000000000000' }],
    ['another contract', { out_contract_code: 'another' }],
    ['another service', { service_id: 1 }],
    ['a state that we do not know', { contract_state: 'TERMINATE_PENDING' }],
  ])('that is verified but of %s changes nothing', async (_, change) => {
    const { user, outContractCode } = await endedUnnoticed();
    const { sp_mchid, sp_appid, sub_mchid, ...report } = await given.kit.report(outContractCode, {
      contract_state: 'TERMINATED',
      ...change,
    });
    const body = JSON.stringify({ mchid: sp_mchid, appid: sp_appid, ...report, ...change });
    await given.kit.control.faults([{ operation: 'queryContract', kind: 'http', status: 200, body }]);
    expect((await user.create()).error).toBe('already_signed');
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('says “not signed” only when it can be believed and means it', async () => {
    const faults = [
      http(404, 'RESOURCE_NOT_EXISTS', { badSignature: true }),
      http(404, 'USER_NOT_EXIST'),
      http(400, 'PARAM_ERROR'),
      { ...html, status: 404 },
    ];
    const statusUnder = async (fault: Change) => {
      const kit = await startKit();
      try {
        const { outContractCode, ...user } = await kit.signer();
        await kit.control.faults([{ operation: 'queryContract', ...fault }]);
        await user.launch(outContractCode);
        await user.return(outContractCode);
        await waitFor('both first queries to fail', () => {
          const failed = kit.logs.filter(({ msg }) => msg === 'query gave no answer');
          return failed.length === 2;
        });
        return (await user.get(outContractCode)).body.status;
      } finally {
        await kit.close();
      }
    };
    expect(await Promise.all(faults.map(statusUnder))).toEqual(faults.map(() => 'confirming'));
  });
});

it.each([
  ['403 CONTRACT_NOT_EXIST', http(403, 'CONTRACT_NOT_EXIST'), {}],
  ['400 RESOURCE_NOT_FOUND', http(400, 'RESOURCE_NOT_FOUND'), {}],
  [
    'a code that the merchant has added',
    http(400, 'PARAM_ERROR'),
    { WECHATPAY_NO_CONTRACT_CODES: '400:PARAM_ERROR' },
  ],
] as [string, Change, Record<string, string>][])(
  'a query that is answered with %s says “not signed”',
  async (_, fault, env) => {
    const kit = await startKit({ env });
    try {
      await kit.control.faults([{ operation: 'queryContract', ...fault }]);
      const { outContractCode, ...user } = await kit.signer();
      await user.launch(outContractCode);
      let { body } = await user.return(outContractCode);
      await waitFor('not_signed', async () => {
        ({ body } = await user.get(outContractCode, `?wait=5&after=${body.version}`));
        return body.status === 'not_signed';
      });
    } finally {
      await kit.close();
    }
  },
);

describe('an answer to a termination', () => {
  it('of 429 for long leaves it open: 503, and the contract stands', async () => {
    const { user, outContractCode } = await inForce();
    await given.kit.control.faults([
      {
        operation: 'terminateContract',
        ...http(429, 'RATELIMIT_EXCEEDED', { headers: { 'Retry-After': '60' } }),
      },
    ]);
    const answer = await user.terminate(outContractCode);
    expect([answer.status, answer.error]).toEqual([503, 'wechatpay_unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('that was lost after the work was done is found out later', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.notify({ drop: true });
    await kit.control.faults([
      { operation: 'terminateContract', kind: 'reset', when: 'after', times: 1 },
      { operation: 'terminateContract', ...http(500, 'SYSTEM_ERROR') },
    ]);
    expect((await user.terminate(outContractCode)).status).toBe(503);
    const { body } = await user.get(outContractCode);
    expect(body.status).toBe('signed');
    const ended = await user.get(outContractCode, `?wait=15&after=${body.version}`);
    expect(ended.body).toMatchObject({ status: 'terminated', terminatedAt: expect.any(String) });
    await kit.event(outContractCode, 'terminated');
  });

  it('that is not believed is asked for again; the query tells that it is ended', async () => {
    const { user, outContractCode } = await inForce();
    await given.kit.control.notify({ drop: true });
    await given.kit.control.faults([{ operation: 'terminateContract', badSignature: true }]);
    const answer = await user.terminate(outContractCode);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { status: 'terminated', terminationMode: 'MCH_API_TERMINATE' },
    ]);
  });

  it.each([
    [400, 'INVALID_REQUEST'],
    [403, 'NO_AUTH'],
    [404, 'RESOURCE_NOT_EXISTS'],
  ])('of %i %s for a contract in force is a refusal: 502', async (status, code) => {
    const user = await given.kit.login();
    const outContractCode = await given.kit.contract(user);
    await given.kit.control.faults([{ operation: 'terminateContract', ...http(status, code) }]);
    const answer = await user.terminate(outContractCode);
    expect([answer.status, answer.error]).toEqual([502, 'wechatpay_refused']);
    expect(answer.details).toMatchObject({ wechatpayCode: code });
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('that is a refusal, of a contract that WeChat Pay does not know, ends it here once it has said so for a minute', async () => {
    const { kit } = given;
    const user = await given.kit.login();
    const outContractCode = await given.kit.contract(user);
    const fault = http(404, 'RESOURCE_NOT_EXISTS');
    await given.kit.control.faults([
      { operation: 'terminateContract', ...fault },
      { operation: 'queryContract', ...fault },
    ]);
    const tooEarly = await user.terminate(outContractCode);
    expect([tooEarly.status, tooEarly.error]).toEqual([503, 'wechatpay_unavailable']);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
    // Meanwhile nobody is locked out.
    expect((await user.create()).status).toBe(201);
    const list = `${kit.prefix}doubtful`;
    const doubt = JSON.parse((await kit.redis.hget(list, outContractCode))!);
    const aMinuteAgo = JSON.stringify({ ...doubt, endingSince: doubt.endingSince - 60_000 });
    await kit.redis.hset(list, outContractCode, aMinuteAgo);
    const answer = await user.terminate(outContractCode);
    expect([answer.status, answer.body.status]).toEqual([200, 'terminated']);
    expect(answer.body).not.toHaveProperty('terminationMode');
    await given.kit.event(outContractCode, 'terminated');
  });

  it('without the query that should follow still ends the contract, until the query says more', async () => {
    const { kit } = given;
    const user = await kit.login();
    const outContractCode = await kit.contract(user);
    await kit.control.notify({ drop: true });
    await kit.control.faults([{ operation: 'queryContract', ...http(403, 'NO_AUTH') }]);
    const answer = await user.terminate(outContractCode);
    expect([answer.status, answer.body.status]).toEqual([200, 'terminated']);
    const [truth] = (await kit.control.notifications({ outContractCode, state: 'dropped' })).map(
      ({ resource }) => resource,
    );
    await kit.forge({ resource: truth });
    const { contract_terminated_time: at } = truth!.contract_terminate_info as {
      contract_terminated_time: string;
    };
    expect((await user.get(outContractCode)).body.terminatedAt).toBe(new Date(at).toISOString());
  });
});
